"""The one registry; a domain adds its figures in `<domain>/indicators.py`."""

from hecheng.domains.indicators.declaration import Indicator
from hecheng.kernel.registry import Registry

registry: Registry[Indicator] = Registry("indicator")
