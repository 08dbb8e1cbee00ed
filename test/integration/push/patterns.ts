import type { PushInput } from '../../../exchange/push/input/pushInput';
import { appointment } from './calendar';

/** From Wednesday, 25 November, on: three of five are past. */
const series = (rrule: string, more: Partial<PushInput> = {}) =>
	appointment('s', { rrule, ...more });
export const wednesdays = series('FREQ=WEEKLY;COUNT=5');
export const thursdays = series('FREQ=WEEKLY;COUNT=5;BYDAY=TH', {
	start: { dateTime: '2026-11-26T09:00:00', timeZone: 'Europe/Berlin' },
	end: { dateTime: '2026-11-26T10:00:00', timeZone: 'Europe/Berlin' },
});
export const second = { originalStart: '2026-12-02T08:00:00Z', subject: 'Board' };
