"""Huawei Cloud AOM's workflows (CMS) on the wire, and what they are in the model.

Source of the fields: the vendor's SDK huaweicloudsdkaom 3.1.219 (v1) and its API reference, which disagree
in places; both forms are read. Nothing here was seen on a running AOM.
"""
