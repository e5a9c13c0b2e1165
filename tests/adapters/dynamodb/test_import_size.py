"""An import is one transaction too: the largest stays well below what DynamoDB takes, a hundred actions."""

from chalicelib.domain.accounts.importing import MOST_ADMINISTRATORS, read_row
from chalicelib.services.accounts.importing import Imported, import_batch
from chalicelib.services.unit_of_work.ports import Ports
from tests.adapters.dynamodb.test_transaction_size import WORST, counting
from tests.world import World

MOST = 90
ANOTHER_NAME = " ".join(f"new{number:02}" for number in range(30))


def put_in(ports: Ports, name: str, visibility: str, first: int) -> Imported:
    people = [f"n{number}@univ.example" for number in range(first, first + MOST_ADMINISTRATORS)]
    row = read_row(name, [WORST.domain_identifier], visibility, people, ports.rules)
    (result,) = import_batch(ports, [row])
    assert result.left_alone == ()
    return result.imported


def test_the_largest_import_and_the_largest_one_again_fit(world: World) -> None:
    ports, store = counting(world)
    assert put_in(ports, WORST.account_name, "", 0) is Imported.CREATED
    assert put_in(ports, ANOTHER_NAME, "", MOST_ADMINISTRATORS) is Imported.CHANGED
    assert put_in(ports, WORST.account_name, "restricted", 2 * MOST_ADMINISTRATORS) is Imported.CHANGED
    assert len(store.sizes) == 3
    assert max(store.sizes) <= MOST
