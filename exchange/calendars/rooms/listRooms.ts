import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { MailboxRecord } from '../../ews/itemParts';
import { getRoomLists as roomListsOperation, getRooms } from '../../ews/operations/rooms';
import { call, requestsAtOnce } from '../../ews/request';
import { addressKey } from '../../mailboxes/address';
import { outcomeOf } from '../../outcome';
import type { Room, RoomList } from './room';

/** All room lists that the account can see. */
export async function listRoomLists(exchange: Exchange, signal?: AbortSignal): Promise<RoomList[]> {
	const lists = await call(exchange, roomListsOperation, {}, { impersonate: false, signal });
	return lists.flatMap(named);
}

/**
 * The rooms of one list, or of all lists, each once.
 * @throws InvalidInput when there is no such room list
 */
export async function listRooms(
	exchange: Exchange,
	list: string | undefined,
	signal?: AbortSignal,
): Promise<Room[]> {
	const lists =
		list === undefined
			? (await listRoomLists(exchange, signal)).map(({ emailAddress }) => emailAddress)
			: [list.trim()];
	const limit = requestsAtOnce(exchange);
	const found = await mapConcurrently(lists, limit, async (address) => ({
		address,
		rooms: await roomsInList(exchange, address, list !== undefined, signal),
	}));
	const rooms = new Map<string, Room>();
	for (const { address, rooms: inList } of found) {
		for (const room of inList.flatMap(named)) {
			const key = addressKey(room.emailAddress);
			const known = rooms.get(key);
			if (known) known.lists.push(address);
			else rooms.set(key, { ...room, lists: [address] });
		}
	}
	return [...rooms.values()];
}

async function roomsInList(
	exchange: Exchange,
	list: string,
	isGiven: boolean,
	signal: AbortSignal | undefined,
): Promise<MailboxRecord[]> {
	const found = await outcomeOf(
		call(exchange, getRooms, { list }, { impersonate: false, signal }),
		({ details }) => details.responseCode !== 'ErrorNameResolutionNoResults',
	);
	if (found.ok) return found.value;
	// A list that was deleted since the lists were read has no rooms.
	if (!isGiven) return [];
	throw new InvalidInput('list', `${list} is not a room list`, {
		remedy:
			'Choose a room list, which the Exchange administrator makes with New-DistributionGroup -RoomList.',
		cause: found.error,
	});
}

function named({ name, emailAddress }: MailboxRecord): RoomList[] {
	return emailAddress ? [{ displayName: name || emailAddress, emailAddress }] : [];
}
