import { comparedText } from '../behaviours/searchedTexts';
import { extendedValues } from '../calendarItems/extendedProperties';
import { compileRestriction } from '../calendarItems/restriction';
import { Shape, propertyOf } from '../calendarItems/shape';
import { View } from '../calendarItems/view';
import type { Call } from '../context';
import type { Folder, Operation, OtherItem, XmlElement, XmlNode } from '../contracts';
import { instanceOf, instancesBetween, touches, type EventInstance } from '../model/series';
import { parseDateTime } from '../model/zonedTime';
import { propertiesOf } from '../otherItems/properties';
import { EwsFault, ResponseError } from '../responseErrors';
import { answerEach } from '../responseMessages';
import { element } from '../xml/element';
import { child } from '../xml/node';
import { pageAttributes, pageOf, positive, searchedPageOf } from './paging';
import { sortBy } from './sortOrder';

type Entry = EventInstance | OtherItem;

/** EWSFindCountLimit of the default throttling policy. */
const CALENDAR_VIEW_LIMIT = 1000;

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/finditem-operation */
export const findItem: Operation = {
	name: 'FindItem',
	since: 'Exchange2007',
	handle(request, context) {
		const call = context as Call;
		for (const unknown of ['GroupBy', 'DistinguishedGroupBy', 'QueryString']) {
			if (!child(request, unknown)) continue;
			throw new EwsFault(
				'ErrorInvalidRequest',
				`FindItem with ${unknown} is not part of this server.`,
			);
		}
		return answerEach('FindItem', child(request, 'ParentFolderIds')?.children ?? [], (id) => {
			const folder = call.resolveFolder(id);
			if (call.rights(folder).read !== 'full') {
				throw new ResponseError(
					'ErrorAccessDenied',
					'Access is denied. Check credentials and try again.',
				);
			}
			const calendarView = child(request, 'CalendarView');
			return calendarView
				? viewOf(request, calendarView, folder, call)
				: listOf(request, folder, call);
		});
	},
};

function viewOf(request: XmlNode, view: XmlNode, folder: Folder, call: Call): XmlElement {
	const { StartDate, EndDate, MaxEntriesReturned } = view.attributes;
	if (!folder.folderClass.startsWith('IPF.Appointment')) {
		throw new ResponseError(
			'ErrorCalendarFolderIsInvalidForCalendarView',
			'CalendarView can only be used on a calendar folder.',
		);
	}
	if (child(request, 'Restriction') || child(request, 'SortOrder')) {
		throw new ResponseError(
			'ErrorInvalidOperation',
			'Restrictions and sort order may not be specified for a CalendarView.',
		);
	}
	const shape = new Shape(child(request, 'ItemShape') as XmlNode, call, 'find');
	const [start, end] = windowOf(StartDate, EndDate, shape.view);
	const limit =
		MaxEntriesReturned === undefined ? CALENDAR_VIEW_LIMIT : positive(MaxEntriesReturned);
	const { zones } = call.company.store;
	const endAtStart = call.behaviours.calendarViewEdge === 'endAtStartIncluded';
	const omitsPoison = call.behaviours.poisonItems === 'viewOmits';
	const found: EventInstance[] = [];
	for (const item of folder.items.values()) {
		if (item.element !== 'CalendarItem' || call.omits(item, 'view')) continue;
		if (omitsPoison && call.company.store.poisoned.has(item)) continue;
		if (item.recurrence) found.push(...instancesBetween(item, start, end, zones, endAtStart));
		else if (touches(item.start, item.end, start, end, endAtStart)) found.push(instanceOf(item));
	}
	if (call.behaviours.poisonItems === 'viewRefused') refusePoison(found, call);
	found.sort((a, b) => a.fields.start.getTime() - b.fields.start.getTime());
	if (call.behaviours.calendarViewLimit === 'refused' && MaxEntriesReturned === undefined) {
		refuseTooMany(found.length);
	}
	const entries = found.slice(0, Math.min(limit, CALENDAR_VIEW_LIMIT));
	const isCutUnmarked =
		call.behaviours.calendarViewLimit === 'cutUnmarked' && entries.length === CALENDAR_VIEW_LIMIT;
	return element(
		'm:RootFolder',
		element(
			't:Items',
			entries.map((instance) => shape.render(instance)),
		),
		{
			TotalItemsInView: entries.length,
			IncludesLastItemInRange: isCutUnmarked || entries.length === found.length,
		},
	);
}

/** @throws ResponseError when one of them is damaged */
function refusePoison(found: readonly EventInstance[], call: Call): void {
	if (!found.some(({ item }) => call.company.store.poisoned.has(item))) return;
	throw new ResponseError(
		'ErrorInternalServerError',
		'An internal server error occurred. The operation failed.',
	);
}

/** @throws ResponseError ErrorExceededFindCountLimit */
function refuseTooMany(count: number): void {
	if (count <= CALENDAR_VIEW_LIMIT) return;
	throw new ResponseError(
		'ErrorExceededFindCountLimit',
		'You have exceeded the maximum number of objects that can be returned for the find operation. Use paging to reduce the result size and try your request again.',
		{ PolicyLimit: String(CALENDAR_VIEW_LIMIT) },
	);
}

function windowOf(startText: string, endText: string, view: View): [number, number] {
	const start = parseDateTime(startText, view.zone);
	const end = parseDateTime(endText, view.zone);
	if (!start || !end) throw new ResponseError('ErrorInvalidRequest', 'The request is invalid.');
	if (end < start) {
		throw new ResponseError(
			'ErrorCalendarEndDateIsEarlierThanStartDate',
			'EndDate is earlier than StartDate.',
		);
	}
	const twoYearsLater = new Date(start);
	twoYearsLater.setUTCFullYear(twoYearsLater.getUTCFullYear() + 2);
	if (end > twoYearsLater) {
		throw new ResponseError(
			'ErrorCalendarViewRangeTooBig',
			'The specified view range exceeds the maximum range of two years.',
		);
	}
	return [start.getTime(), end.getTime()];
}

/** Singles and masters, and whatever else lies in the folder. */
function listOf(request: XmlNode, folder: Folder, call: Call): XmlElement {
	const shape = new Shape(child(request, 'ItemShape') as XmlNode, call, 'find');
	const entries: Entry[] = [];
	if (request.attributes.Traversal === 'Shallow') {
		for (const item of folder.items.values()) {
			if (call.omits(item, 'list')) continue;
			entries.push(item.element === 'CalendarItem' ? instanceOf(item) : item);
		}
	}
	const source = {
		field: (entry: Entry, uri: string) => fieldOf(entry, uri, shape.view),
		extended: (entry: Entry, key: string) => extendedValues(entry, key),
		comparedText: (text: string) => comparedText(text, call.behaviours.searchedTexts),
	};
	const found = entries.filter(compileRestriction(child(request, 'Restriction'), source));
	sortBy(found, child(request, 'SortOrder'), source);
	const page = child(request, 'Restriction')
		? searchedPageOf(found, request, call.behaviours)
		: pageOf(found, request);
	const items = page.entries.map((entry) =>
		'kind' in entry ? shape.render(entry) : shape.renderOther(entry),
	);
	return element('m:RootFolder', element('t:Items', items), pageAttributes(page));
}

function unsearchable(uri: string): ResponseError {
	return new ResponseError(
		'ErrorUnsupportedPathForQuery',
		'The property can not be used with this type of restriction.',
		{},
		element('t:FieldURI', undefined, { FieldURI: uri }),
	);
}

function fieldOf(entry: Entry, uri: string, view: View) {
	if ('kind' in entry) {
		const property = propertyOf(uri);
		if (!property?.value || property.unsearchable) {
			if (uri.toLowerCase() === 'item:itemid') return entry.id;
			throw unsearchable(uri);
		}
		return property.value(view.visible(entry), entry, view);
	}
	const wanted = uri.toLowerCase();
	if (wanted === 'item:itemid') return entry.id;
	const property = propertiesOf(entry.element).find((one) => one.uri.toLowerCase() === wanted);
	if (property && (!property.value || property.unsearchable)) throw unsearchable(uri);
	return property?.value?.(entry);
}
