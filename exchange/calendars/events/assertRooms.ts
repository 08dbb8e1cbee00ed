import { minuteMs } from '../../calendar/civil';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import { outcomeOf } from '../../outcome';
import { readSchedules } from '../availability/schedules';
import type { EventFields } from './event';

/** Some time: it is not asked whether they are free. */
const window = { start: Date.UTC(2026, 0, 5, 9), end: Date.UTC(2026, 0, 5, 9) + 60 * minuteMs };

/**
 * Refuses rooms of the own domain that have no mailbox, before anybody is invited: an invitation to them would
 * be answered by nobody. Free/busy is what tells, also of rooms that address lists hide; where it says nothing,
 * and of rooms elsewhere, they pass.
 * @throws InvalidInput naming the room
 */
export async function assertRooms(
	exchange: Exchange,
	rooms: EventFields['rooms'],
	signal: AbortSignal | undefined,
): Promise<void> {
	if (!rooms?.length) return;
	const question = { window, interval: 30, view: 'merged', signal } as const;
	const found = await outcomeOf(
		readSchedules(exchange, rooms, question),
		({ code }) => code === 'cancelled',
	);
	if (!found.ok) return;
	for (const { index, mailbox, schedule } of found.value) {
		if (schedule.ok || schedule.error.details.responseCode !== noMailbox) continue;
		if (!mailbox.toLowerCase().endsWith(`@${exchange.settings.emailDns.toLowerCase()}`)) continue;
		throw new InvalidInput(`rooms[${index}]`, `Exchange has no room ${mailbox}`, {
			cause: schedule.error,
			details: schedule.error.details,
			remedy: 'Give the address of a room, such as atrium@enyoi.com; getRooms lists them.',
		});
	}
}

/** Says that nobody in the organization has this address. */
const noMailbox = 'ErrorMailRecipientNotFound';
