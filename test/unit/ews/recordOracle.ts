/**
 * Reads responses from a saxes tree in the plainest way there is: a second opinion on what the
 * streaming readers make of the same bytes.
 */
import type { XmlNode } from '../xml/xmlTree';

const numbers = new Set(['ReminderMinutesBeforeStart']);
const booleans = new Set([
	'ReminderIsSet',
	'HasAttachments',
	'IsAllDayEvent',
	'IsMeeting',
	'IsCancelled',
]);
const strings = new Set(
	'ItemClass Subject Sensitivity Preview Importance DateTimeCreated LastModifiedTime UID RecurrenceId Start End OriginalStart LegacyFreeBusyStatus Location CalendarItemType MyResponseType AppointmentReplyTime StartTimeZoneId EndTimeZoneId JoinOnlineMeetingUrl'.split(
		' ',
	),
);

const local = (node: XmlNode) => node.name.replace(/^t:/, '');
const camel = (name: string) => (name === 'UID' ? 'uid' : name[0].toLowerCase() + name.slice(1));
const child = (node: XmlNode, name: string) => node.children.find((one) => one.name === name);
const textOf = (node: XmlNode, name: string) => child(node, name)?.text;
const number = (text: string | undefined) => (text === undefined ? undefined : Number(text));

function defined(record: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
}

export function itemOf(node: XmlNode): Record<string, unknown> {
	const item: Record<string, unknown> = {};
	const extended = node.children.filter((one) => one.name === 't:ExtendedProperty');
	if (extended.length > 0) item.extendedProperties = extended.map(extendedOf);
	for (const one of node.children) {
		const name = local(one);
		if (strings.has(name)) item[camel(name)] = one.text;
		else if (numbers.has(name)) item[camel(name)] = Number(one.text);
		else if (booleans.has(name)) item[camel(name)] = one.text === 'true';
		else if (name === 'ItemId') item.itemId = idOf(one);
		else if (name === 'ParentFolderId') item.parentFolderId = idOf(one);
		else if (name === 'Categories') item.categories = one.children.map(({ text }) => text);
		else if (name === 'Body') {
			item.body = defined({
				type: one.attributes.BodyType,
				text: one.text,
				isTruncated:
					one.attributes.IsTruncated === undefined
						? undefined
						: one.attributes.IsTruncated === 'true',
			});
		} else if (name === 'Organizer') item.organizer = mailboxOf(one.children[0]);
		else if (['RequiredAttendees', 'OptionalAttendees', 'Resources'].includes(name)) {
			item[camel(name)] = one.children.map((attendee) =>
				defined({
					mailbox: mailboxOf(child(attendee, 't:Mailbox')!),
					responseType: textOf(attendee, 't:ResponseType'),
					lastResponseTime: textOf(attendee, 't:LastResponseTime'),
					proposedStart: textOf(attendee, 't:ProposedStart'),
					proposedEnd: textOf(attendee, 't:ProposedEnd'),
				}),
			);
		} else if (name === 'Recurrence') item.recurrence = recurrenceOf(one);
		else if (name === 'LastOccurrence') item.lastOccurrence = occurrenceOf(one);
		else if (name === 'ModifiedOccurrences')
			item.modifiedOccurrences = one.children.map(occurrenceOf);
		else if (name === 'DeletedOccurrences')
			item.deletedOccurrences = one.children.map((gone) => ({ start: textOf(gone, 't:Start') }));
		else if (name === 'StartTimeZone' || name === 'EndTimeZone') item[camel(name)] = zoneOf(one);
	}
	return item;
}

function idOf({ attributes }: XmlNode) {
	return defined({ id: attributes.Id, changeKey: attributes.ChangeKey });
}

export function mailboxOf(node: XmlNode) {
	const itemId = child(node, 't:ItemId');
	return defined({
		name: textOf(node, 't:Name'),
		emailAddress: textOf(node, 't:EmailAddress'),
		routingType: textOf(node, 't:RoutingType'),
		mailboxType: textOf(node, 't:MailboxType'),
		itemId: itemId && idOf(itemId),
	});
}

function occurrenceOf(node: XmlNode) {
	return {
		...idOf(child(node, 't:ItemId')!),
		start: textOf(node, 't:Start'),
		end: textOf(node, 't:End'),
		originalStart: textOf(node, 't:OriginalStart'),
	};
}

function extendedOf(node: XmlNode) {
	const { attributes } = child(node, 't:ExtendedFieldURI')!;
	return defined({
		uri: defined({
			distinguishedSetId: attributes.DistinguishedPropertySetId,
			setId: attributes.PropertySetId,
			tag: attributes.PropertyTag,
			name: attributes.PropertyName,
			id: number(attributes.PropertyId),
			type: attributes.PropertyType,
		}),
		value: textOf(node, 't:Value'),
		values: child(node, 't:Values')?.children.map(({ text }) => text),
	});
}

function recurrenceOf(node: XmlNode) {
	const [pattern, range] = node.children;
	const daysOfWeek = textOf(pattern, 't:DaysOfWeek');
	const kind = local(pattern).replace(/Recurrence$/, '');
	const rangeKind = local(range).replace(/Recurrence$/, '');
	return {
		pattern: defined({
			kind: camel(kind),
			interval: number(textOf(pattern, 't:Interval')),
			daysOfWeek: kind === 'Weekly' ? daysOfWeek?.split(' ') : daysOfWeek,
			firstDayOfWeek: textOf(pattern, 't:FirstDayOfWeek'),
			dayOfMonth: number(textOf(pattern, 't:DayOfMonth')),
			index: textOf(pattern, 't:DayOfWeekIndex'),
			month: textOf(pattern, 't:Month'),
		}),
		range: defined({
			kind: camel(rangeKind),
			startDate: textOf(range, 't:StartDate'),
			endDate: textOf(range, 't:EndDate'),
			numberOfOccurrences: number(textOf(range, 't:NumberOfOccurrences')),
		}),
	};
}

export function zoneOf(node: XmlNode) {
	const periods = child(node, 't:Periods');
	return defined({
		id: node.attributes.Id,
		name: node.attributes.Name,
		definition: periods && {
			periods: periods.children.map(({ attributes }) => ({
				id: attributes.Id,
				name: attributes.Name,
				bias: attributes.Bias,
			})),
			groups: (child(node, 't:TransitionsGroups')?.children ?? []).map((group) => ({
				id: group.attributes.Id,
				transitions: group.children.map((transition) =>
					defined({
						kind: transition.name.includes('Day')
							? 'day'
							: transition.name.includes('Date')
								? 'date'
								: 'fixed',
						toPeriod: textOf(transition, 't:To'),
						timeOffset: textOf(transition, 't:TimeOffset'),
						month: number(textOf(transition, 't:Month')),
						day: number(textOf(transition, 't:Day')),
						dayOfWeek: textOf(transition, 't:DayOfWeek'),
						occurrence: number(textOf(transition, 't:Occurrence')),
					}),
				),
			})),
			transitions: (child(node, 't:Transitions')?.children ?? []).map((transition) =>
				defined({
					toKind: child(transition, 't:To')?.attributes.Kind,
					to: textOf(transition, 't:To'),
					dateTime: textOf(transition, 't:DateTime'),
				}),
			),
		},
	});
}

export function folderOf(node: XmlNode) {
	const folderId = child(node, 't:FolderId');
	const rights = child(node, 't:EffectiveRights');
	const extended = node.children.filter((one) => one.name === 't:ExtendedProperty');
	const permissions = child(node, 't:PermissionSet');
	return defined({
		permissionSet: permissions && permissionsOf(permissions),
		...(folderId && idOf(folderId)),
		parentId: child(node, 't:ParentFolderId')?.attributes.Id,
		displayName: textOf(node, 't:DisplayName'),
		folderClass: textOf(node, 't:FolderClass'),
		element: local(node),
		totalCount: number(textOf(node, 't:TotalCount')),
		childFolderCount: number(textOf(node, 't:ChildFolderCount')),
		effectiveRights:
			rights &&
			Object.fromEntries(rights.children.map((one) => [camel(local(one)), one.text === 'true'])),
		extendedProperties: extended.length > 0 ? extended.map(extendedOf) : undefined,
	});
}

/** Permissions of calendars; those of other folders are left out. */
function permissionsOf(node: XmlNode) {
	const booleans =
		'CanCreateItems CanCreateSubFolders IsFolderOwner IsFolderVisible IsFolderContact'.split(' ');
	const entries = child(node, 't:CalendarPermissions')?.children ?? [];
	const permissions = entries.map((entry) => {
		const user = child(entry, 't:UserId')?.children ?? [];
		const isBoolean = (one: XmlNode) => booleans.includes(local(one));
		return defined({
			user: Object.fromEntries(
				user.map((one) => [local(one) === 'SID' ? 'sid' : camel(local(one)), one.text]),
			),
			...Object.fromEntries(
				entry.children.filter(isBoolean).map((one) => [camel(local(one)), one.text === 'true']),
			),
			editItems: textOf(entry, 't:EditItems'),
			deleteItems: textOf(entry, 't:DeleteItems'),
			readItems: textOf(entry, 't:ReadItems'),
			level: textOf(entry, 't:CalendarPermissionLevel'),
		});
	});
	const unknown = child(node, 't:UnknownEntries')?.children ?? [];
	return { permissions, unknownEntries: unknown.map(({ text }) => text) };
}
