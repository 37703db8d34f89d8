"""Documents of Huawei Cloud's MapReduce Service (MRS), API v1.1 and v2, and their way to our model."""
