import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { MailboxRecord } from '../../ews/itemParts';
import { expandDistributionList, type AskedAs } from '../../ews/library/expandGroup';
import { getRoomLists as roomListsOperation, getRooms } from '../../ews/operations/rooms';
import { call, requestsAtOnce } from '../../ews/request';
import { addressKey } from '../../mailboxes/address';
import { GroupCut } from '../../mailboxes/expandGroup';
import { outcomeOf } from '../../outcome';
import type { Room, RoomList } from './room';

/** Servers tell no more rooms of a list, and nothing of the others. */
const mostListed = 100;

/** All room lists that the account can see, or the mailbox as which it asks. */
export async function listRoomLists(exchange: Exchange, target: AskedAs): Promise<RoomList[]> {
	const lists = await call(exchange, roomListsOperation, {}, target);
	return lists.flatMap(named);
}

/**
 * The rooms of one list, or of all lists, each once.
 * @throws InvalidInput when there is no such room list
 * @throws GroupCut when the server does not tell all rooms of a list
 */
export async function listRooms(
	exchange: Exchange,
	list: string | undefined,
	target: AskedAs,
): Promise<Room[]> {
	const lists =
		list === undefined
			? (await listRoomLists(exchange, target)).map(({ emailAddress }) => emailAddress)
			: [list.trim()];
	const limit = requestsAtOnce(exchange);
	const found = await mapConcurrently(lists, limit, async (address) => ({
		address,
		rooms: await roomsInList(exchange, address, list !== undefined, target),
	}));
	const rooms = new Map<string, Room>();
	for (const { address, rooms: inList } of found) {
		for (const room of inList.flatMap(named)) {
			const key = addressKey(room.emailAddress);
			const known = rooms.get(key);
			if (!known) rooms.set(key, { ...room, lists: [address] });
			else if (!known.lists.includes(address)) known.lists.push(address);
		}
	}
	return [...rooms.values()];
}

async function roomsInList(
	exchange: Exchange,
	list: string,
	isGiven: boolean,
	target: AskedAs,
): Promise<MailboxRecord[]> {
	const found = await outcomeOf(
		call(exchange, getRooms, { list }, target),
		({ details }) => details.responseCode !== 'ErrorNameResolutionNoResults',
	);
	if (found.ok) {
		const rooms = found.value;
		if (rooms.length < mostListed) return rooms;
		const { members, isWhole } = await expandDistributionList(exchange, list, target);
		if (!isWhole) throw new GroupCut(list);
		return [...rooms, ...members.filter((member) => !isGroup(member))];
	}
	// A list that was deleted since the lists were read has no rooms.
	if (!isGiven) return [];
	throw new InvalidInput('list', `${list} is not a room list`, {
		remedy:
			'Choose a room list, which the Exchange administrator makes with New-DistributionGroup -RoomList.',
		cause: found.error,
	});
}

function isGroup({ mailboxType = '' }: MailboxRecord): boolean {
	return mailboxType.endsWith('DL');
}

function named({ name, emailAddress }: MailboxRecord): RoomList[] {
	return emailAddress ? [{ displayName: name || emailAddress, emailAddress }] : [];
}
