"""The whole diagnosis: every rule is asked, what explains what is tied, and the verdict follows."""

import sparsemem
from sparsemem.diagnose.conclusions.profile_agreement import judge_all
from sparsemem.diagnose.conclusions.verdict import BY_CODE, decide, explain, order
from sparsemem.diagnose.quantities.prediction import predict
from sparsemem.diagnose.quantities.series import model_sweep
from sparsemem.diagnose.rules import RULES
from sparsemem.diagnose.ruling.measurements import Measurements
from sparsemem.model import Finding, Heap, HeapProfile, Pinner, Report, Sweep, Tool


def diagnose(
    sweep: Sweep,
    limit_bytes: int | None = None,
    pinners: tuple[Pinner, ...] = (),
    profile: HeapProfile | None = None,
    heap: Heap | None = None,
) -> Report:
    """The report on a sweep; the limit to hold it against is the environment's where none is given.

    `pinners` are those who keep the free memory at the end of the largest scale, where they are known; `profile` is
    what a profiler counts, and `heap` who holds what is alive, likewise.
    """
    limit = limit_bytes or sweep.environment.memory_limit_bytes
    prediction = predict(sweep, limit)
    measured = Measurements(sweep, prediction, limit, pinners, profile, heap=heap)
    findings = ask(measured)
    return Report(
        tool=Tool("sparsemem", sparsemem.__version__),
        target=sweep.target,
        environment=sweep.environment,
        plan=sweep.plan,
        runs=sweep.runs,
        profile=judge_all(profile) if profile else None,
        model=model_sweep(sweep),
        prediction=prediction,
        verdict=decide(sweep, findings),
        findings=findings,
        control=sweep.control,
        judged=answered(measured),
        heap=heap,
    )


def ask(measured: Measurements) -> tuple[Finding, ...]:
    """What all rules find, the one that decides the verdict first, each with the remedies for the case at hand."""
    found = [finding for rule in RULES for finding in rule.findings(measured)]
    return tuple(BY_CODE[one.code].advised(one, measured) for one in explain(order(found)))


def answered(measured: Measurements) -> tuple[str, ...]:
    """The codes of the rules whose question could be answered from what was measured."""
    return tuple(rule.code for rule in RULES if rule.is_answered(measured))
