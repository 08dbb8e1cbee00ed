import { localText } from '../../calendar/civil';
import { timeZones } from '../../calendar/timeZone';
import type { EventVersion } from './links';
import type { PushException } from '../input/pushInput';
import type { WritableEvent } from '../input/writableEvent';

/** A checked event in the shape of the events that `getChanges` gives. */
export function versionOf({
	when,
	location,
	attendees,
	extendedProperties,
	...rest
}: WritableEvent): EventVersion {
	void extendedProperties;
	// An all-day event's dates are those of its own zone.
	const zone = when?.isAllDay ? timeZones().byName(when.timeZone) : undefined;
	const time = (text: string) => ({
		dateTime: localText(zone ? zone.toLocal(Date.parse(text)) : Date.parse(text)),
		timeZone: 'UTC',
	});
	const exceptions: PushException[] = [
		...(when?.cancelled ?? []).map((one) => ({ originalStart: one, isCancelled: true })),
		...(when?.moved ?? []).map(({ start, end, location: place, ...own }) => ({
			...own,
			start: time(start),
			end: time(end),
			...(place !== undefined && { location: { displayName: place } }),
		})),
	];
	return {
		...rest,
		...(location !== undefined && { location: { displayName: location } }),
		...(attendees && {
			attendees: attendees.map(({ type, address, name }) => ({
				type,
				emailAddress: { address, ...(name !== undefined && { name }) },
				status: { response: 'none' as const },
			})),
		}),
		...(when && {
			start: time(when.start),
			end: time(when.end),
			isAllDay: when.isAllDay,
			...(when.recurrence && { recurrence: when.recurrence, exceptions }),
		}),
	};
}
