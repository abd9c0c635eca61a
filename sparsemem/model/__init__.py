"""The frozen records that everything else is written in, from one reading of memory to a whole report.

A `Moment` is one look at a process; its `Ledger` says what each resident byte is. A `Run` is one process from
start to end, a `Sweep` the runs of one program at several scales, a `Finding` what a rule concluded from a sweep,
and a `Report` the whole: what `--json` saves and every renderer shows. An unknown number is None, never 0.
"""

from sparsemem.model.attachment import AttachedLook, Attachment, FamilyAttachment, Observation, RunningTarget
from sparsemem.model.comparison import Comparison, Difference, Ratios, Regression, Side, Spreads
from sparsemem.model.finding import Finding, Location, Remedy, Severity
from sparsemem.model.fitted_line import Line
from sparsemem.model.group import Charge, Group, GroupMemory
from sparsemem.model.heap import Heap
from sparsemem.model.heap_cache import HeapCache
from sparsemem.model.heap_garbage import Cycle, Garbage, Uncollectable, Waits
from sparsemem.model.heap_map import Band, Cell, HeapMap, MapOwner
from sparsemem.model.heap_rows import HeapOwner, HeapStep, HeapType, MappedMemory, Waste
from sparsemem.model.ledger import GARBAGE_PARTS, LIVE_PARTS, Ledger
from sparsemem.model.moment import MOMENT_NAMES, Allocated, Moment, Moments
from sparsemem.model.page import Page, Section
from sparsemem.model.pinner import PinnedHeap, Pinner, Site
from sparsemem.model.profile import HeapLine, HeapProfile, Profile, WorkerHeap
from sparsemem.model.proof import Proof
from sparsemem.model.returned_sizes import Returned
from sparsemem.model.reviewing import Review, Skipped
from sparsemem.model.rewriting import Change, Refusal, Rewriting, Use, Verification
from sparsemem.model.run import Collections, Ended, LastLook, Outcome, Process, Run, Sample, TreeMoment
from sparsemem.model.scan_report import Forecast, Prediction, Report, SweepModel, Tool, Verdict
from sparsemem.model.sharing import Copies, Sharing
from sparsemem.model.sweep import Environment, Knob, Plan, Sweep, Target
from sparsemem.model.tried_settings import SettingRow, WhatIf

__all__ = [
    "GARBAGE_PARTS",
    "LIVE_PARTS",
    "MOMENT_NAMES",
    "Allocated",
    "AttachedLook",
    "Attachment",
    "Band",
    "Cell",
    "Change",
    "Charge",
    "Collections",
    "Comparison",
    "Copies",
    "Cycle",
    "Difference",
    "Ended",
    "Environment",
    "FamilyAttachment",
    "Finding",
    "Forecast",
    "Garbage",
    "Group",
    "GroupMemory",
    "Heap",
    "HeapCache",
    "HeapLine",
    "HeapMap",
    "HeapOwner",
    "HeapProfile",
    "HeapStep",
    "HeapType",
    "Knob",
    "LastLook",
    "Ledger",
    "Line",
    "Location",
    "MapOwner",
    "MappedMemory",
    "Moment",
    "Moments",
    "Observation",
    "Outcome",
    "Page",
    "PinnedHeap",
    "Pinner",
    "Plan",
    "Prediction",
    "Process",
    "Profile",
    "Proof",
    "Ratios",
    "Refusal",
    "Regression",
    "Remedy",
    "Report",
    "Returned",
    "Review",
    "Rewriting",
    "Run",
    "RunningTarget",
    "Sample",
    "Section",
    "SettingRow",
    "Severity",
    "Sharing",
    "Side",
    "Site",
    "Skipped",
    "Spreads",
    "Sweep",
    "SweepModel",
    "Target",
    "Tool",
    "TreeMoment",
    "Uncollectable",
    "Use",
    "Verdict",
    "Verification",
    "Waits",
    "Waste",
    "WhatIf",
    "WorkerHeap",
]
