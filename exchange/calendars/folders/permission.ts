import type { GetCalendarsOptions } from './calendarFolder';
import type { CalendarPermissionLevel } from './permissionLevels';

export interface GetCalendarPermissionsOptions extends GetCalendarsOptions {
	/** By folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
}

export interface SetCalendarPermissionOptions extends GetCalendarPermissionsOptions {
	/**
	 * The person or mail-enabled security group, by address; `default`: everybody of the organization
	 * without an entry of their own; `anonymous`: everybody else.
	 */
	user: string;
	/**
	 * `Remove` takes the entry of a person away: the level of `default` counts for them then. `None` keeps
	 * an entry by which they see nothing, whatever `default` is.
	 */
	level: CalendarPermissionLevel | 'Remove';
}

/** One entry of a calendar's permissions. */
export interface CalendarPermission {
	/** Address of the person or group; `default` or `anonymous`; empty where the server names no address. */
	user: string;
	kind: 'person' | 'default' | 'anonymous' | 'external' | 'unknown';
	/** The display name, where the server gives one. */
	name?: string;
	/** `Custom`: a combination that no level has; `rights` says which. */
	level: CalendarPermissionLevel | 'Custom';
	/** The meaning of the level in a sentence. */
	meaning: string;
	rights: CalendarRights;
}

/** The parts of a permission. */
export interface CalendarRights {
	/** Of events: nothing, busy times, times with subject and place, or all. */
	read: 'none' | 'timeOnly' | 'timeAndSubjectAndLocation' | 'fullDetails';
	createItems: boolean;
	/** Events that may be changed: none, those created by oneself, or all. */
	editItems: 'none' | 'owned' | 'all';
	deleteItems: 'none' | 'owned' | 'all';
	createSubfolders: boolean;
	/** May change the permissions, too. */
	owner: boolean;
	/** Is told about problems of the folder. */
	contact: boolean;
	/** Sees that the folder is there. */
	visible: boolean;
}
