"""The registry of figures: each one small declaration, counted from records and opened to them."""

from hecheng.domains.indicators.declaration import COUNT, Column, Indicator, Measure, distinct, total
from hecheng.domains.indicators.period import Period
from hecheng.domains.indicators.registry import registry

__all__ = ["COUNT", "Column", "Indicator", "Measure", "Period", "distinct", "registry", "total"]
