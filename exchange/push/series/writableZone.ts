import { instantOf } from '../../calendar/civil';
import { itemZone, startTimeZoneId } from '../../calendar/itemTimes';
import { windowsIdLike } from '../../calendar/namedZone';
import { timeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import { EventLoopTurns, inTurns } from '../../eventLoop';
import type { CalendarItemRecord } from '../../ews/calendarItem';

/**
 * The item with its zone by a name that can be written, without the rules that came with it: a known name
 * means one thing on both sides. A zone that Outlook made has no name of its own.
 */
export async function withWritableZone(
	{ turns = new EventLoopTurns() }: Pick<Exchange, 'turns'>,
	item: CalendarItemRecord,
): Promise<CalendarItemRecord> {
	const zones = timeZones();
	const name = startTimeZoneId(item);
	if (name !== undefined && zones.byName(name)) return { ...item, startTimeZone: { id: name } };
	const zone = itemZone(item, zones);
	if (!zone) return item;
	const id = await inTurns(windowsIdLike(zone, instantOf(item.start) ?? 0, zones), turns);
	return id === undefined ? item : { ...item, startTimeZone: { id } };
}
