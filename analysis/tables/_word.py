"""Tables as a Word document: the three parts that the format demands, written without a library."""

import io
import zipfile
from collections.abc import Mapping
from xml.sax.saxutils import escape

import pandas as pd

from analysis.tables._cells import cell

_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-"
_CONTENT_TYPES = (
    f'{_DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="{_TYPE}package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_TYPE}officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONSHIPS = (
    f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="word/document.xml"/></Relationships>'
)
_NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PAGE = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/></w:sectPr>'


def word(tables: Mapping[str, pd.DataFrame]) -> bytes:
    """A landscape A4 document with a caption above each table; equal tables give equal bytes.

    Parameters
    ----------
    tables
        Frames by caption.

    References
    ----------
    ECMA-376, Office Open XML, part 1, section 17.4 (tables).

    Examples
    --------
    >>> import pandas as pd
    >>> word({"Effects": pd.DataFrame({"term": ["trust"]})})[:2]
    b'PK'
    """
    body = "".join(_paragraph(caption, bold=True) + _table(frame) + "<w:p/>" for caption, frame in tables.items())
    document = f'{_DECLARATION}<w:document xmlns:w="{_NAMESPACE}"><w:body>{body}{_PAGE}</w:body></w:document>'
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as packed:
        for name, content in (
            ("[Content_Types].xml", _CONTENT_TYPES),
            ("_rels/.rels", _RELATIONSHIPS),
            ("word/document.xml", document),
        ):
            packed.writestr(zipfile.ZipInfo(name), content.encode())
    return target.getvalue()


def _table(frame: pd.DataFrame) -> str:
    lines = "".join(
        f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="auto"/>' for side in ("top", "bottom", "insideH")
    )
    grid = "".join("<w:gridCol/>" for _ in frame.columns)
    head = _row([str(name).replace("_", " ") for name in frame.columns], bold=True)
    rows = "".join(_row([cell(value) for value in row]) for row in frame.itertuples(index=False))
    return f"<w:tbl><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{head}{rows}</w:tbl>"


def _row(cells: list[str], *, bold: bool = False) -> str:
    return f"<w:tr>{''.join(f'<w:tc>{_paragraph(text, bold=bold)}</w:tc>' for text in cells)}</w:tr>"


def _paragraph(text: str, *, bold: bool = False) -> str:
    style = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:p><w:r>{style}<w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
