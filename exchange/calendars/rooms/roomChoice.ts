import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import type { AskedAs } from '../../ews/library/expandGroup';
import { requestsAtOnce } from '../../ews/request';
import { anyObject, anyText, assertAllowed, textList, yesOrNo, type Allowed } from '../../inputs';
import { addressKey } from '../../mailboxes/address';
import { withDirectory } from './directoryRoom';
import { listRooms } from './listRooms';
import { capacityInName, type Room } from './room';

/** Which rooms come into question. */
export interface RoomChoice {
	/** Address of a room list. Default: the rooms of all lists, unless `mailboxes` names them. */
	list?: string;
	/** Addresses of rooms, in a list or not. */
	mailboxes?: readonly string[];
	/** Seats that are needed. */
	minCapacity?: number;
	/** Also takes rooms of which nobody knows the seats. Default false. */
	includeUnknownCapacity?: boolean;
	/** Seats by address, where names don't tell them. */
	capacities?: Readonly<Record<string, number>>;
}

const seats: Allowed = {
	isAllowed: (value) => Number.isInteger(value) && (value as number) > 0,
	words: 'a whole number of seats, 1 or more, such as 8',
};

const allowed: Readonly<Record<keyof RoomChoice, Allowed>> = {
	list: anyText('rooms@enyoi.com'),
	mailboxes: textList('atrium@enyoi.com'),
	minCapacity: seats,
	includeUnknownCapacity: yesOrNo,
	capacities: anyObject('{ "atrium@enyoi.com": 8 }'),
};

/**
 * @param path the words before the names of the fields, such as `rooms.`
 * @throws InvalidInput naming the field
 */
export function checkRoomChoice(choice: RoomChoice, path = ''): void {
	for (const [name, one] of Object.entries(allowed)) {
		assertAllowed(`${path}${name}`, choice[name as keyof RoomChoice], one);
	}
	for (const [address, count] of Object.entries(choice.capacities ?? {})) {
		assertAllowed(`${path}capacities.${address}`, count, seats);
	}
}

/**
 * The rooms of the choice, each once.
 * @throws InvalidInput when `list` is no room list
 */
export async function roomsOf(
	exchange: Exchange,
	choice: RoomChoice,
	target: AskedAs,
): Promise<Room[]> {
	const { mailboxes, list, minCapacity, includeUnknownCapacity = false } = choice;
	const rooms = new Map<string, Room>();
	if (list !== undefined || mailboxes === undefined) {
		for (const room of await listRooms(exchange, list, target)) {
			rooms.set(addressKey(room.emailAddress), room);
		}
	}
	const named = new Map<string, Room>();
	for (const given of mailboxes ?? []) {
		const emailAddress = given.trim();
		const key = addressKey(emailAddress);
		if (rooms.has(key) || named.has(key)) continue;
		named.set(key, { displayName: emailAddress, emailAddress, lists: [] });
	}
	// The seats are in the name, which lists tell, and an address does not.
	const found = await mapConcurrently(
		[...named],
		requestsAtOnce(exchange),
		async ([key, room]): Promise<[string, Room]> => [
			key,
			await withDirectory(exchange, room, target.signal),
		],
	);
	for (const [key, room] of found) rooms.set(key, room);
	const capacities = new Map(
		Object.entries(choice.capacities ?? {}).map(([address, count]) => [
			addressKey(address.trim()),
			count,
		]),
	);
	return [...rooms].flatMap(([key, room]) => {
		const capacity = capacities.get(key) ?? capacityInName(room.displayName);
		const isKnown = capacity !== undefined;
		const fits =
			minCapacity === undefined || (isKnown ? capacity >= minCapacity : includeUnknownCapacity);
		return fits ? [{ ...room, ...(isKnown && { capacity }) }] : [];
	});
}
