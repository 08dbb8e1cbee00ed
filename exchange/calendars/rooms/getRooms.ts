import { mapConcurrently } from '../../concurrency';
import type { Exchange } from '../../connection';
import { requestsAtOnce } from '../../ews/request';
import {
	abortSignal,
	anyObject,
	assertAllowed,
	assertExchange,
	mailboxAddress,
	yesOrNo,
} from '../../inputs';
import { throwIfCancelled } from '../../transport/errors';
import { withDirectory } from './directoryRoom';
import { listRoomLists } from './listRooms';
import type { Room, RoomList } from './room';
import { checkRoomChoice, roomsOf, type RoomChoice } from './roomChoice';

export interface GetRoomsOptions extends RoomChoice {
	/**
	 * Also asks the directory for the place of each room in a list, with a request for each; those of
	 * `mailboxes` come with theirs. Default true.
	 */
	locations?: boolean;
	/**
	 * The mailbox as whom the lists are asked for. Default: the service account itself, which needs a
	 * mailbox of its own for it.
	 */
	onBehalfOf?: string;
	signal?: AbortSignal;
}

/**
 * Lists the room lists of the organization: distribution groups made with `-RoomList`.
 * @throws ExchangeError when the server can't be asked
 */
export async function getRoomLists(
	exchange: Exchange,
	{ onBehalfOf, signal }: Pick<GetRoomsOptions, 'onBehalfOf' | 'signal'> = {},
): Promise<RoomList[]> {
	assertExchange(exchange);
	assertAllowed('onBehalfOf', onBehalfOf, mailboxAddress);
	assertAllowed('signal', signal, abortSignal);
	throwIfCancelled(signal);
	return await listRoomLists(exchange, { mailbox: onBehalfOf, signal });
}

/**
 * Lists rooms with their seats and place, as far as they are known.
 * @returns each room once, by name
 * @throws ExchangeError when the server can't be asked; InvalidInput when `list` is no room list
 */
export async function getRooms(exchange: Exchange, options: GetRoomsOptions = {}): Promise<Room[]> {
	assertExchange(exchange);
	assertAllowed('options', options, anyObject('{ list: "rooms@enyoi.com" }'));
	checkRoomChoice(options);
	const { onBehalfOf, signal, locations = true } = options;
	assertAllowed('onBehalfOf', onBehalfOf, mailboxAddress);
	assertAllowed('signal', signal, abortSignal);
	assertAllowed('locations', locations, yesOrNo);
	throwIfCancelled(signal);
	const rooms = await roomsOf(exchange, options, { mailbox: onBehalfOf, signal });
	const limit = requestsAtOnce(exchange);
	const placed = locations
		? await mapConcurrently(rooms, limit, async (room) =>
				// Of a room that is in no list the directory was asked for its name already.
				room.lists.length > 0 ? await withDirectory(exchange, room, signal) : room,
			)
		: rooms;
	return placed.sort((one, other) => one.displayName.localeCompare(other.displayName));
}
