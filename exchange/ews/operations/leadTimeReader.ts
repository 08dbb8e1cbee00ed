import { integer, mapped } from '../../xml/shapes';

/** The number that stands for Outlook's own lead time, and the minutes that it means. */
const ownLeadTime = 0x5ae980e1;
const ownMinutes = 15;

/**
 * Minutes from a reminder to the start of the event. Outlook writes one number for its own lead time, and
 * Exchange passes it on as if it were minutes.
 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxcical/ (TRIGGER)
 */
export const leadTime = mapped(integer, (minutes) =>
	minutes === ownLeadTime ? ownMinutes : minutes,
);
