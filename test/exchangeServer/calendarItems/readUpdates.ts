import type { EventFields, Recurrence, XmlNode } from '../contracts';
import { ResponseError } from '../responseErrors';
import { element } from '../xml/element';
import { childrenNamed } from '../xml/node';
import { keptBody } from './body';
import { moveZones } from './moveZones';
import { readOneByOne } from './oneByOne';
import { elementOf, readExtendedPath, withoutExtendedProperty } from './extendedProperties';
import { readFields, type WrittenFields, type Writing } from './readFields';

export interface ItemUpdates extends WrittenFields {
	/** The series becomes a single. */
	removesRecurrence?: boolean;
}

type Cleared = (current: EventFields) => Partial<EventFields>;

const withoutRole =
	(role: string): Cleared =>
	({ attendees }) => {
		const left = attendees.filter((attendee) => attendee.role !== role);
		return { attendees: left, isMeeting: left.length > 0 };
	};

/** What DeleteItemField leaves behind; other properties can't be deleted. */
const cleared: Record<string, Cleared> = {
	'item:subject': () => ({ subject: '' }),
	'item:body': () => ({ body: { type: 'HTML', text: '' } }),
	'item:categories': () => ({ categories: [] }),
	'item:sensitivity': () => ({ sensitivity: 'Normal' }),
	'item:importance': () => ({ importance: 'Normal' }),
	'item:reminderisset': () => ({ reminderIsSet: false }),
	'item:reminderdueby': () => ({ reminderDueBy: undefined }),
	'item:inreplyto': () => ({ inReplyTo: undefined }),
	'item:culture': () => ({ culture: undefined }),
	'calendar:uid': () => ({}),
	'calendar:when': () => ({ when: undefined }),
	'calendar:duration': () => ({}),
	'item:flag': () => ({}),
	'item:mimecontent': () => ({}),
	'calendar:starttimezone': () => ({}),
	'calendar:endtimezone': () => ({}),
	'calendar:meetingtimezone': () => ({}),
	'item:reminderminutesbeforestart': () => ({ reminderMinutesBeforeStart: 0 }),
	'calendar:location': () => ({ location: '' }),
	'calendar:enhancedlocation': () => ({ location: '' }),
	'calendar:legacyfreebusystatus': () => ({ showAs: 'Busy' }),
	'calendar:requiredattendees': withoutRole('required'),
	'calendar:optionalattendees': withoutRole('optional'),
	'calendar:resources': withoutRole('resource'),
	'calendar:meetingworkspaceurl': () => ({ meetingWorkspaceUrl: undefined }),
	'calendar:netshowurl': () => ({ netShowUrl: undefined }),
	'calendar:conferencetype': () => ({ conferenceType: undefined }),
	'calendar:isonlinemeeting': () => ({ isOnlineMeeting: false }),
	'calendar:allownewtimeproposal': () => ({ allowNewTimeProposal: true }),
	'calendar:isresponserequested': () => ({ isResponseRequested: true }),
};

/**
 * Reads t:Updates: SetItemField, AppendToItemField, DeleteItemField.
 * @throws ResponseError ErrorInvalidPropertySet, …Append, …Delete, ErrorUpdatePropertyMismatch
 */
export function readUpdates(
	updates: XmlNode,
	writing: Writing,
	{ recurrence, ofSeries }: { recurrence?: Recurrence; ofSeries?: EventFields } = {},
): ItemUpdates {
	const set = childrenNamed(updates, 'SetItemField').map(propertyNode);
	const result: ItemUpdates =
		writing.call.behaviours.updateOrder === 'atOnce'
			? moveZones(readFields(set, writing), writing)
			: readOneByOne(set, writing, recurrence);
	for (const node of childrenNamed(updates, 'AppendToItemField')) append(node, result, writing);
	const { call } = writing;
	const fallback =
		call.behaviours.occurrenceDeletions === 'fallBackToSeries' ? ofSeries : undefined;
	for (const node of childrenNamed(updates, 'DeleteItemField')) {
		remove(node, result, { ...writing, fallback });
	}
	if (fallback && result.categories?.length === 0) result.categories = fallback.categories;
	if (call.behaviours.emptiedAttendees === 'endsMeeting' && emptiesLast(updates)) {
		result.isMeeting = false;
	}
	return result;
}

/** True where the last of the lists of attendees that a request names is deleted. */
function emptiesLast({ children }: XmlNode): boolean {
	const lists = children.filter(({ children: [path] }) =>
		/^calendar:(RequiredAttendees|OptionalAttendees|Resources)$/.test(
			path?.attributes.FieldURI ?? '',
		),
	);
	return lists.at(-1)?.name === 'DeleteItemField';
}

/** The one property that a SetItemField carries; it has to be the one that its path names. */
export function propertyNode(change: XmlNode): XmlNode {
	const [path, item] = change.children;
	if (item?.children.length !== 1) {
		throw new ResponseError(
			'ErrorIncorrectUpdatePropertyCount',
			'An object within a change description must contain one and only one property to modify.',
		);
	}
	const [property] = item.children;
	const named =
		path.name === 'ExtendedFieldURI'
			? 'ExtendedProperty'
			: (path.attributes.FieldURI?.split(':')[1] ?? property.name);
	if (named !== property.name) {
		throw new ResponseError(
			'ErrorUpdatePropertyMismatch',
			'The property in the change description does not match the property path.',
			{},
			element('t:FieldURI', undefined, { FieldURI: path.attributes.FieldURI }),
		);
	}
	return property;
}

function append(change: XmlNode, result: ItemUpdates, writing: Writing): void {
	const property = propertyNode(change);
	const current = { ...writing.current, ...result };
	const added = readFields([property], { ...writing, current });
	if (property.name === 'Body' && added.body) {
		const appended = { type: current.body.type, text: current.body.text + property.text };
		result.body = keptBody(appended, writing.call);
		return;
	}
	if (added.attendees) {
		const known = new Set(current.attendees.map((one) => one.emailAddress.toLowerCase()));
		const fresh = added.attendees.filter((one) => !known.has(one.emailAddress.toLowerCase()));
		result.attendees = [...current.attendees, ...fresh];
		result.isMeeting = result.attendees.length > 0;
		return;
	}
	throw invalid('ErrorInvalidPropertyAppend', 'Append action is invalid for property.', change);
}

function remove(
	change: XmlNode,
	result: ItemUpdates,
	{ current, fallback }: Writing & { fallback?: EventFields },
): void {
	const [path] = change.children;
	if (path.name === 'ExtendedFieldURI') {
		const { key } = readExtendedPath(path);
		const same = elementOf(key);
		if (same) {
			Object.assign(result, cleared[`item:${same.toLowerCase()}`]({ ...current, ...result }));
			return;
		}
		const properties = result.extendedProperties ?? current.extendedProperties;
		result.extendedProperties = withoutExtendedProperty(properties, key);
		return;
	}
	const uri = (path.attributes.FieldURI ?? '').toLowerCase();
	if (uri === 'calendar:recurrence') {
		result.removesRecurrence = true;
		return;
	}
	const clear = Object.hasOwn(cleared, uri) ? cleared[uri] : undefined;
	if (!clear) {
		throw invalid('ErrorInvalidPropertyDelete', 'Delete action is invalid for property.', change);
	}
	const left = clear({ ...current, ...result });
	const names = Object.keys(left) as Array<keyof EventFields>;
	// The people of an occurrence are a list of its own.
	if (!fallback || names.includes('attendees')) Object.assign(result, left);
	else for (const name of names) Object.assign(result, { [name]: fallback[name] });
}

function invalid(code: string, message: string, change: XmlNode): ResponseError {
	const { FieldURI } = change.children[0].attributes;
	const path = FieldURI === undefined ? undefined : element('t:FieldURI', undefined, { FieldURI });
	return new ResponseError(code, message, {}, path);
}
