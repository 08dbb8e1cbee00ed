/**
 * Levels of permission on a calendar by their names in Exchange, from most to least, with what each means.
 * @see https://learn.microsoft.com/exchange/client-developer/web-service-reference/calendarpermissionlevel
 */
export const calendarPermissionLevels = {
	Owner: 'Reads, creates, changes and deletes everything, and changes who may do what.',
	PublishingEditor:
		'Reads, creates, changes and deletes all events, and creates calendars below this one.',
	Editor: 'Reads, creates, changes and deletes all events.',
	PublishingAuthor:
		'Reads all events, creates some, changes and deletes its own, and creates calendars below this one.',
	Author: 'Reads all events, creates some, changes and deletes its own.',
	NoneditingAuthor: 'Reads all events, creates some, deletes its own, changes none.',
	Reviewer: 'Reads all events.',
	Contributor: 'Creates events, reads none.',
	FreeBusyTimeAndSubjectAndLocation:
		'Sees when the owner is busy, with the subject and place of each event.',
	FreeBusyTimeOnly: 'Sees when the owner is busy, nothing else.',
	None: 'Sees nothing.',
} as const;

export type CalendarPermissionLevel = keyof typeof calendarPermissionLevels;
