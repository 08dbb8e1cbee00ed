import { momentOf, wallClock } from '../model/zonedTime';
import type { WrittenFields, Writing } from './readFields';

/** Moves the times that a written zone of the start leaves alone, where a server moves them with it. */
export function moveZones(written: WrittenFields, { call, current }: Writing): WrittenFields {
	const { startTimeZone: to } = written;
	const { startTimeZone: from, start, end } = current;
	if (to === undefined || to === from) return written;
	if (call.behaviours.zoneOfUpdate === 'keepsMoment') return written;
	const { zones } = call.company.store;
	const moved = (time: Date) => momentOf(wallClock(time, zones.get(from)), zones.get(to));
	return { start: moved(start), end: moved(end), ...written };
}
