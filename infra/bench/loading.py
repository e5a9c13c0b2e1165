"""Fills the table with a directory, fast: the rows that an import would write, by BatchWriteItem from several processes.

The loading is not what is measured. Refuses to know what the rows are: the import's own use case makes them.
"""

import multiprocessing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from itertools import batched

from pynamodb.models import BatchWrite
from tqdm import tqdm
