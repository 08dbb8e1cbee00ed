import { timeZones, type TimeZones } from '../../calendar/timeZone';
import { toEvent } from '../../calendar/toEvent';
import { utcZone } from '../../calendar/zone';
import type { CalendarItemRecord } from '../../ews/calendarItem';
import { externalIdOf, externalKeyProperty, externalStateProperty } from '../plan/externalKey';
import { exceptionsOfItem } from '../plan/exceptionVersions';
import { itemFingerprint, propertyField, type FieldName } from '../plan/fields';
import type { CalendarItemView } from '../plan/links';
import { readLinkState } from '../plan/linkState';
import { rememberedOccurrenceFields } from '../plan/occurrenceContent';

const keyField = propertyField(externalKeyProperty);
const stateField = propertyField(externalStateProperty);

/**
 * An item as planning sees it.
 * @param exceptions what the modified occurrences of a series hold, by id
 */
export function itemView(
	item: CalendarItemRecord,
	source: string,
	exceptions: ReadonlyMap<string, CalendarItemRecord> = new Map(),
	zones: TimeZones = timeZones(),
): CalendarItemView {
	const start = Date.parse(item.start ?? '');
	const isSeries = item.recurrence !== undefined;
	const fingerprints = new Map<FieldName, string>();
	const state = readLinkState(property(item, stateField));
	const series = {
		item,
		exceptions,
		zones,
		occurrenceFields: rememberedOccurrenceFields(state),
	};
	return {
		...item.itemId,
		externalId: externalIdOf(source, property(item, keyField)),
		state,
		...(item.uid !== undefined && { iCalUId: item.uid }),
		subject: item.subject ?? '',
		start,
		end: isSeries ? endOfSeries(item) : Date.parse(item.end ?? ''),
		isSeries,
		...(item.lastModifiedTime !== undefined && {
			lastModified: Date.parse(item.lastModifiedTime),
		}),
		isAttendeeCopy: isAttendeeCopy(item),
		fingerprint(field) {
			let found = fingerprints.get(field);
			if (found === undefined) {
				found = itemFingerprint(series, field);
				fingerprints.set(field, found);
			}
			return found;
		},
		event() {
			const event = toEvent(item, { outputZone: utcZone, zones, includeBody: true });
			delete event.extendedProperties;
			return isSeries ? { ...event, exceptions: exceptionsOfItem(series) } : event;
		},
	};
}

function property({ extendedProperties }: CalendarItemRecord, field: FieldName) {
	return extendedProperties?.find(({ uri }) => propertyField(uri) === field)?.value;
}

function endOfSeries(item: CalendarItemRecord): number {
	if (item.recurrence?.range.kind === 'noEnd') return Infinity;
	return Date.parse(item.lastOccurrence?.end ?? item.end ?? '');
}

function isAttendeeCopy({ isMeeting, myResponseType }: CalendarItemRecord): boolean {
	return isMeeting === true && myResponseType !== undefined && myResponseType !== 'Organizer';
}
