"""Pages by what people come for; each module stands for one of the pages' groups."""
