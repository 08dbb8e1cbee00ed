/** Stands for exchange/push/carryOut/exchangeCalendar where histories are bundled: waits take no time. */
import { ewsCalendar as ewsCalendarReally } from '../../exchange/push/carryOut/exchangeCalendar';

export const ewsCalendar: typeof ewsCalendarReally = (exchange, options) =>
	ewsCalendarReally(exchange, { ...options, lostRequestMs: 0 });
