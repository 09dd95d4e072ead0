"""Says of each file on the command line whether compliance-trestle takes it as OSCAL assessment results."""

import sys
from pathlib import Path

from trestle.oscal.assessment_results import AssessmentResults

for name in sys.argv[1:]:
    try:
        results = AssessmentResults.oscal_read(Path(name))
        findings = sum(len(result.findings or []) for result in results.results)
        print(f"valid {findings}")
    except Exception as error:  # noqa: BLE001: whatever is wrong with it is the answer
        print(f"invalid {str(error).splitlines()[0]}")
