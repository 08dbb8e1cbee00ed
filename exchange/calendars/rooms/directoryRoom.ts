import type { Exchange } from '../../connection';
import { resolveNames } from '../../ews/operations/resolveNames';
import { call } from '../../ews/request';
import { addressKey } from '../../mailboxes/address';
import { isForEveryMailbox } from '../../mailboxes/lookUpMailbox';
import { outcomeOf } from '../../outcome';
import type { Room } from './room';

/**
 * The room with the place that the directory names, and its name where only the address was given; a room
 * that the directory hides stays as it is.
 * @throws ExchangeError of the kinds that concern the connection rather than the room
 */
export async function withDirectory(
	exchange: Exchange,
	room: Room,
	signal: AbortSignal | undefined,
): Promise<Room> {
	const asked = addressKey(room.emailAddress);
	const found = await outcomeOf(
		call(
			exchange,
			resolveNames,
			{ query: `smtp:${room.emailAddress}`, fullContactData: true },
			{ impersonate: false, signal },
		),
		isForEveryMailbox,
	);
	const entry = found.ok
		? found.value.candidates.find(
				({ mailbox }) => mailbox.emailAddress && addressKey(mailbox.emailAddress) === asked,
			)
		: undefined;
	const location = entry?.contact?.officeLocation?.trim();
	const name = entry?.contact?.displayName ?? entry?.mailbox.name;
	return {
		...room,
		...(room.displayName === room.emailAddress && name && { displayName: name }),
		...(location && { location }),
	};
}
