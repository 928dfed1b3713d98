from .engine import Content, Sheet, SheetError
from .formulas import FormulaError, parse, tokens
from .functions import FUNCTIONS
from .places import Area, Axis, Cell, Reference, Shift, column_index, column_name
from .values import BLANK, CellError, Code, Matrix

__all__ = ["Area", "Axis", "BLANK", "Cell", "CellError", "Code", "Content", "FUNCTIONS", "FormulaError", "Matrix",
           "Reference", "Sheet", "SheetError", "Shift", "column_index", "column_name", "parse", "tokens"]
