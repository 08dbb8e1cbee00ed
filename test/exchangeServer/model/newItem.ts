import type { CalendarItem, EventFields, Folder, OtherItem } from '../contracts';

/** What an appointment holds that nobody gave a value; an hour from `start`. */
export function defaultFields(folder: Folder, start: Date): EventFields {
	const { mailbox } = folder;
	return {
		subject: '',
		body: { type: 'HTML', text: '' },
		start,
		end: new Date(start.getTime() + 3_600_000),
		startTimeZone: mailbox.timeZone,
		endTimeZone: mailbox.timeZone,
		isAllDay: false,
		location: '',
		showAs: 'Busy',
		sensitivity: 'Normal',
		importance: 'Normal',
		categories: [],
		reminderIsSet: false,
		reminderMinutesBeforeStart: 15,
		organizer: { name: mailbox.displayName, emailAddress: mailbox.smtpAddress },
		attendees: [],
		isMeeting: false,
		isCancelled: false,
		isResponseRequested: true,
		meetingRequestWasSent: false,
		myResponseType: 'Organizer',
		appointmentSequenceNumber: 0,
		isOnlineMeeting: false,
		allowNewTimeProposal: true,
		extendedProperties: [],
	};
}

/** A calendar item that is not yet in the store; `Store.add` gives it its ids. */
export function draftCalendarItem(
	folder: Folder,
	fields: Partial<EventFields> & { start: Date },
	now: Date,
	uid: string,
): CalendarItem {
	return {
		...defaultFields(folder, fields.start),
		...fields,
		element: 'CalendarItem',
		id: '',
		changeKey: '',
		folder,
		itemClass: 'IPM.Appointment',
		uid,
		created: now,
		lastModified: now,
		lastModifiedBy: folder.mailbox.displayName,
		exceptions: new Map(),
		deletedOccurrences: new Set(),
	};
}

/** A message or other item that is not yet in the store. */
export function draftOtherItem(
	folder: Folder,
	init: Partial<OtherItem> & Pick<OtherItem, 'element' | 'itemClass' | 'subject'>,
	now: Date,
): OtherItem {
	return {
		id: '',
		changeKey: '',
		folder,
		body: { type: 'HTML', text: '' },
		sensitivity: 'Normal',
		importance: 'Normal',
		categories: [],
		created: now,
		lastModified: now,
		lastModifiedBy: folder.mailbox.displayName,
		to: [],
		isRead: false,
		extendedProperties: [],
		fields: {},
		...init,
	};
}
