import { formatInZone } from '../model/zonedTime';
import { utc, type TimeZone } from '../timeZones';

/** Writes moments in a zone; UTC, the usual one, without any arithmetic. */
export function instantPrecision(zone: TimeZone, milliseconds: boolean): (moment: Date) => string {
	if (zone !== utc) return (moment) => formatInZone(moment, zone, milliseconds);
	if (milliseconds) return (moment) => moment.toISOString();
	return (moment) => `${moment.toISOString().slice(0, 19)}Z`;
}
