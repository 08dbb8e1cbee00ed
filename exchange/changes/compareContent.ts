import { addAlwaysShown, addContent, addSeries } from '../calendar/propertyUses';
import type { CalendarItemRecord } from '../ews/calendarItem';
import { Digest } from './digest';
import { isPrivateItem, type Privacy } from './privacy';

/**
 * 53 bits of what an item says: everything but its times and identity, and but what each write
 * changes (change key, last modification). An occurrence that says what its series says has the
 * series' digest. What privacy hides does not count.
 */
export function contentDigest(
	item: CalendarItemRecord,
	privacy: Privacy,
	withRecurrence = false,
): number {
	const digest = new Digest();
	addAlwaysShown(digest, item);
	if (withRecurrence) addSeries(digest, item);
	const isOpen = !isMasked(item, privacy);
	digest.flag(isOpen);
	if (isOpen) addContent(digest, item);
	return digest.number();
}

function isMasked(item: CalendarItemRecord, privacy: Privacy): boolean {
	return privacy === 'busyOnly' || (privacy === 'maskPrivate' && isPrivateItem(item));
}
