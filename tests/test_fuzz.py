"""Mutants of good files end in no defect, no hang and no gigabyte of memory."""

import pytest

from benchmarks.fuzz import KINDS, LARGEST_MIB, run


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_no_mutant_is_a_defect(kind):
    report = run(kind, seed=13, mutants=300)
    assert report.faults == {}
    assert report.memory_mib <= LARGEST_MIB
    assert report.outcomes["read"] > 0
    assert report.outcomes["refused"] > 0
