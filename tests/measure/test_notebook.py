"""The notebook of the docs runs, cell by cell."""

import json
from pathlib import Path

FILE = Path(__file__).parents[2] / "docs" / "measure.ipynb"


def test_every_cell_runs(capsys):
    cells, names = json.loads(FILE.read_text())["cells"], {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)
    assert "-0.0399512752 (0.0120340128)" in capsys.readouterr().out


def test_its_answers_are_kept_as_text():
    for cell in json.loads(FILE.read_text())["cells"]:
        for output in cell.get("outputs", []):
            assert output["output_type"] == "stream"
