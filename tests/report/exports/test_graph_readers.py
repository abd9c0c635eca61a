"""Folded stacks and graphs as programs read them that are not ours: gprof2dot and pydot."""

import io
from typing import Any

import gprof2dot
import pydot
import pytest

from recorded import read
from report.html.hostile import hostile_scan
from report.test_formats import ATTACHMENT
from sparsemem.model import Report
from sparsemem.model.saved_records import load_report
from sparsemem.report.formats import formats_of
from sparsemem.report.holdings.holdings import scan_holdings

SCAN = load_report(read("scan.json"), "scan.json")
RECORDS = pytest.mark.parametrize("record", [SCAN, hostile_scan(), ATTACHMENT], ids=["scan", "hostile", "attach"])


def text(form: str, record: Any) -> str:
    found = formats_of(type(record))[form](record)
    assert isinstance(found, str)
    return found


@RECORDS
def test_gprof2dot_reads_folded_stacks_with_all_their_bytes(record: Any) -> None:
    folded = text("folded", record)
    profile = gprof2dot.CollapseParser(io.StringIO(folded)).parse()
    frames = {frame for line in folded.splitlines() for frame in line.rpartition(" ")[0].split(";")}
    assert {function.name for function in profile.functions.values()} == frames
    if isinstance(record, Report):
        whole = scan_holdings(record)
        assert whole is not None
        assert sum(function[gprof2dot.SAMPLES] for function in profile.functions.values()) == whole.bytes


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # pydot's, of pyparsing
@RECORDS
def test_pydot_reads_the_graph_of_owners(record: Any) -> None:
    (graph,) = pydot.graph_from_dot_data(text("dot", record))
    names = [node.get_name() for node in graph.get_nodes() if node.get_name() != "node"]
    nodes = {*names}
    assert len(nodes) == len(names), "each is there once"
    assert bool(nodes) == bool(record.heap and record.heap.owners)
    ends = {end for edge in graph.get_edges() for end in (edge.get_source(), edge.get_destination())}
    assert ends <= nodes
    assert all(node.get_label() for node in graph.get_nodes() if node.get_name() in nodes)


@pytest.mark.filterwarnings("ignore:.*deprecated:DeprecationWarning")  # pydot's, of pyparsing
@RECORDS
def test_pydot_reads_each_dead_cycle_as_a_ring(record: Any) -> None:
    (graph,) = pydot.graph_from_dot_data(text("dot", record))
    assert len(graph.get_subgraphs()) == len(record.heap.cycles if record.heap else ())
    for cluster in graph.get_subgraphs():
        after = {edge.get_source(): edge.get_destination() for edge in cluster.get_edges()}
        names = [node.get_name() for node in cluster.get_nodes()]
        at = names[0]
        assert [at, *(at := after[at] for _ in names[1:])] == names
        assert after[names[-1]] == names[0]
