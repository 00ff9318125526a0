"""What people do: one verb, one permission, one transaction.

Every verb is a function ``verb(house, actor, …)``: it asks ``access`` first, does its work in one transaction and gives frozen
views (``views.py``), never rows.
"""
