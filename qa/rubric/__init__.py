"""The service standard as code: rubrics, phrase sets and fact sheets are read, held against a call, and tested by their own examples."""
