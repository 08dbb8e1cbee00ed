import type { PushInput } from '../../push/input/pushInput';
import { isOfDays } from '../../push/input/givenTime';
import type { CreateEventOptions } from './options';

/** The zone by which times are read; for days that keep their own, it only stands in for the mailbox's. */
export function zoneToRead(
	{ inputTimeZone, ownDays }: Pick<CreateEventOptions, 'inputTimeZone' | 'ownDays'>,
	input: Pick<PushInput, 'start' | 'isAllDay'>,
): { timeZone?: string; fallbackTimeZone?: string } {
	const isStandIn = ownDays === true && inputTimeZone !== 'mailbox' && isOfDays(input);
	return isStandIn ? { fallbackTimeZone: inputTimeZone } : { timeZone: inputTimeZone };
}
