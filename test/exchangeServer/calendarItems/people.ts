import type { Attendee, AttendeeRole, EventFields, Person, XmlElement } from '../contracts';
import { element, optionalElement, type XmlContent } from '../xml/element';
import type { View } from './view';

/** t:Organizer, t:From…: FindItem gives the name alone, as Exchange does. */
export function personElement(name: string, person: Person, view: View): XmlElement {
	const { purpose, call } = view;
	if (purpose === 'find')
		return element(name, element('t:Mailbox', element('t:Name', person.name)));
	return element(name, mailboxElement(person, call.supports('Exchange2007_SP1')));
}

function mailboxElement({ name, emailAddress }: Person, withType: boolean): XmlElement {
	return element('t:Mailbox', [
		element('t:Name', name),
		element('t:EmailAddress', emailAddress),
		element('t:RoutingType', 'SMTP'),
		withType ? element('t:MailboxType', 'Mailbox') : undefined,
	]);
}

/** @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/proposedstart */
function proposedElements({ proposed }: Attendee, view: View): XmlContent {
	return (
		proposed && [
			element('t:ProposedStart', view.formatDate(proposed.start)),
			element('t:ProposedEnd', view.formatDate(proposed.end)),
		]
	);
}

export function attendeesElement(
	name: string,
	role: AttendeeRole,
	fields: EventFields,
	view: View,
): XmlElement | undefined {
	const attendees = fields.attendees.filter((attendee) => attendee.role === role);
	return optionalElement(
		name,
		attendees.map((attendee) =>
			element('t:Attendee', [
				mailboxElement(attendee, true),
				element('t:ResponseType', attendee.response),
				attendee.responseTime &&
					element('t:LastResponseTime', view.formatDate(attendee.responseTime)),
				view.call.supports('Exchange2013') ? proposedElements(attendee, view) : undefined,
			]),
		),
	);
}
