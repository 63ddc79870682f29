"""Hecheng (鹤城): a city's civic-practice service, where every number opens to its records."""
