import type {
	Attendee,
	AttendeeRole,
	CalendarItem,
	EventFields,
	ExtendedProperty,
	Folder,
	Person,
	RecurrencePattern,
	RecurrenceRange,
	ResponseType,
} from './contracts';
import type { Company } from './company';
import { sendCancellations, sendInvitations } from './model/meetings';
import { respond } from './model/responses';
import { draftCalendarItem } from './model/newItem';
import { changeOccurrence, deleteOccurrence } from './model/occurrences';
import {
	exceptionInstance,
	instanceOf,
	instancesBetween,
	normalizedRecurrence,
	slots,
	touches,
	type EventInstance,
} from './model/series';
import { localDate, momentOf, parseDateTime, wallClock, wallDay } from './model/zonedTime';

const MS_PER_DAY = 86_400_000;

/** A moment: a Date, an ISO string with offset, or wall clock (`2026-11-24T10:00`) in the appointment's zone. */
export type Moment = Date | string;

type WithoutStart<R> = R extends RecurrenceRange
	? Omit<R, 'startDate'> & { startDate?: string }
	: never;

export interface Appointment {
	subject: string;
	start: Moment;
	/** Default: an hour, or the day, after `start`. */
	end?: Moment;
	/** Windows id; default: the mailbox's. */
	timeZone?: string;
	/** `start` and `end` are then dates, `end` the day after the last one. */
	isAllDay?: boolean;
	location?: string;
	body?: string | EventFields['body'];
	showAs?: 'Free' | 'Tentative' | 'Busy' | 'OOF' | 'WorkingElsewhere';
	sensitivity?: 'Normal' | 'Personal' | 'Private' | 'Confidential';
	importance?: 'Low' | 'Normal' | 'High';
	categories?: string[];
	/** False: no reminder. */
	reminderMinutes?: number | false;
	isCancelled?: boolean;
	isOnlineMeeting?: boolean;
	organizer?: Person;
	/** Addresses or account names. */
	attendees?: Array<
		string | { address: string; name?: string; role?: AttendeeRole; response?: ResponseType }
	>;
	/** False: the attendees hear nothing of it and get no copy. */
	invite?: boolean;
	recurrence?: {
		pattern: RecurrencePattern;
		/** Default: no end. `startDate` defaults to the day of `start`. */
		range?: WithoutStart<RecurrenceRange>;
		/** Its days by another calendar. */
		days?: readonly string[];
	};
	extendedProperties?: ExtendedProperty[];
	uid?: string;
}

export type AppointmentPatch = Partial<Appointment>;

/** One member of a series. */
export interface OccurrenceActions {
	/** Occurrence id. */
	readonly id: string;
	readonly originalStart: Date;
	update(patch: AppointmentPatch): void;
	/** Without `end` it keeps its length. */
	move(to: { start: Moment; end?: Moment }): void;
	delete(): void;
}

/** What the owner does in one calendar folder with a client of their own. */
export class CalendarActions {
	constructor(
		private readonly company: Company,
		readonly folder: Folder,
	) {}

	create(appointment: Appointment): CalendarItem {
		const { store } = this.company;
		const start = this.moment(appointment.start, appointment.timeZone);
		const draft = draftCalendarItem(
			this.folder,
			{ start, isAllDay: appointment.isAllDay ?? false },
			store.now(),
			appointment.uid ?? store.newUid(this.folder),
		);
		Object.assign(draft, this.fields(appointment, draft));
		draft.meetingRequestWasSent = draft.isMeeting && appointment.invite !== false;
		if (appointment.recurrence) this.setRecurrence(draft, appointment.recurrence);
		const item = store.add(draft);
		if (item.meetingRequestWasSent) this.invite(item);
		return item;
	}

	/** Changes a single or a master; attendees hear of it when they were invited. */
	update(id: string, patch: AppointmentPatch): CalendarItem {
		const item = this.get(id);
		const fields = this.fields(patch, item);
		Object.assign(item, fields);
		if (patch.recurrence) {
			this.setRecurrence(item, patch.recurrence);
			item.exceptions.clear();
			item.deletedOccurrences.clear();
		}
		if (item.isMeeting) item.appointmentSequenceNumber++;
		const changed = [...Object.keys(fields), ...(patch.recurrence ? ['recurrence'] : [])];
		this.company.store.touch(item, undefined, changed);
		if (item.meetingRequestWasSent && patch.invite !== false) this.invite(item);
		return item;
	}

	/** Into Deleted Items, or for good; a sent meeting is cancelled. */
	delete(id: string, options: { hard?: boolean } = {}): void {
		const item = this.get(id);
		if (item.meetingRequestWasSent && item.myResponseType === 'Organizer') {
			sendCancellations(this.company, item);
		}
		if (options.hard) this.company.store.remove(item);
		else this.move(id, this.folder.mailbox.distinguished.get('deleteditems') as Folder);
	}

	/** The item gets a new id. */
	move(id: string, target: Folder | CalendarActions): CalendarItem {
		const item = this.get(id);
		this.company.store.move(item, target instanceof CalendarActions ? target.folder : target);
		return item;
	}

	/** The owner dismisses the reminder; nobody is told. */
	dismissReminder(id: string): CalendarItem {
		const item = this.get(id);
		item.reminderIsSet = false;
		this.company.store.touch(item, undefined, ['reminderIsSet']);
		return item;
	}

	/** Damages the item, so that reading it fails as the server's behaviour `poisonItems` says. */
	poison(id: string): void {
		this.company.store.poisoned.add(this.get(id));
	}

	/** What was damaged is read again. */
	mend(id: string): void {
		this.company.store.poisoned.delete(this.get(id));
	}

	/** A second item with the same UID, as CopyItem leaves it. */
	copy(id: string): CalendarItem {
		const { folder, ...rest } = this.get(id);
		return this.company.store.add({ ...structuredClone(rest), folder });
	}

	/**
	 * A second item as Outlook leaves it: another appointment with all properties of the first, those of
	 * other programs included. Its UID is a new one; _Copy to My Calendar_ leaves none.
	 * @see https://learn.microsoft.com/openspecs/exchange_server_protocols/ms-oxocal
	 * @see https://github.com/OfficeDev/ews-managed-api/issues/198
	 */
	copyInOutlook(id: string, to: CalendarActions = this, uid?: 'none'): CalendarItem {
		const { store } = this.company;
		const { folder, ...rest } = this.get(id);
		void folder;
		return store.add({
			...structuredClone(rest),
			folder: to.folder,
			uid: uid === 'none' ? '' : store.newUid(to.folder),
			created: store.now(),
			lastModified: store.now(),
			meetingRequestWasSent: false,
			...(rest.isMeeting && { myResponseType: 'Unknown' as const }),
		});
	}

	/** Answers an invitation; the item is deleted and made anew, as Exchange does. */
	respond(id: string, response: 'Accept' | 'Tentative' | 'Decline'): CalendarItem | undefined {
		return respond(this.company, this.get(id), response, true);
	}

	/** A member of a series by index (from 1), original start or local date (`2026-11-24`). */
	occurrence(masterId: string, which: number | Date | string): OccurrenceActions {
		const master = this.get(masterId);
		const originalStart = this.originalStart(master, which);
		const key = originalStart.getTime();
		const zones = this.company.store.zones;
		const find = () => {
			const found = instancesBetween(master, -Infinity, key + 2 * MS_PER_DAY, zones).find(
				(instance) => instance.originalStart?.getTime() === key,
			);
			const exception = master.exceptions.get(key);
			return exception ? exceptionInstance(master, exception) : found;
		};
		const instance = find();
		if (!instance) throw new Error(`${master.subject} does not take place then: ${which}`);
		const change = (patch: AppointmentPatch) => {
			const fields = this.fields(patch, (find() ?? instance).fields);
			changeOccurrence(this.company.store, master, key, fields);
			if (master.meetingRequestWasSent) this.invite(master);
		};
		return {
			id: instance.id,
			originalStart,
			update: change,
			move: ({ start, end }) => change({ start, end }),
			delete: () => deleteOccurrence(this.company.store, master, key),
		};
	}

	/** What tests do themselves is past by the time somebody looks: rooms have answered. */
	private invite(item: CalendarItem): void {
		const { store, outbox, behaviours } = this.company;
		const { roomAnswers } = behaviours;
		sendInvitations(
			{
				store,
				outbox,
				mailboxOf: (address) => this.company.mailboxOf(address),
				behaviours: {
					...behaviours,
					roomAnswers: roomAnswers === 'late' ? 'atOnce' : roomAnswers,
				},
			},
			item,
		);
	}

	/** Singles and masters, as stored. */
	items(): CalendarItem[] {
		return [...this.folder.items.values()].filter(
			(item): item is CalendarItem => item.element === 'CalendarItem',
		);
	}

	/** What a calendar shows of that time: singles, occurrences and exceptions, by start. */
	view(start: Moment, end: Moment): EventInstance[] {
		const from = this.moment(start).getTime();
		const to = this.moment(end).getTime();
		return this.items()
			.flatMap((item) => {
				if (item.recurrence) return instancesBetween(item, from, to, this.company.store.zones);
				return touches(item.start, item.end, from, to) ? [instanceOf(item)] : [];
			})
			.sort((a, b) => a.fields.start.getTime() - b.fields.start.getTime());
	}

	/** By id; throws when it is not in this calendar. */
	get(id: string): CalendarItem {
		const item = this.folder.items.get(id);
		if (item?.element !== 'CalendarItem') throw new Error('no such item in this calendar');
		return item;
	}

	private zone(id?: string) {
		return this.company.store.zones.get(id ?? this.folder.mailbox.timeZone);
	}

	private moment(moment: Moment, timeZone?: string): Date {
		if (moment instanceof Date) return moment;
		const parsed = parseDateTime(moment, this.zone(timeZone));
		if (!parsed) throw new Error(`not a moment: ${moment}`);
		return parsed;
	}

	private originalStart(master: CalendarItem, which: number | Date | string): Date {
		if (which instanceof Date) return which;
		const zone = this.zone(master.startTimeZone);
		for (const slot of slots(master, this.company.store.zones)) {
			const { index, originalStart } = slot;
			if (index === which) return originalStart;
			if (typeof which === 'string' && localDate(originalStart, zone) === which.slice(0, 10)) {
				return originalStart;
			}
			if (index > 20_000) break;
		}
		throw new Error(`${master.subject} has no occurrence ${which}`);
	}

	private setRecurrence(item: CalendarItem, wanted: NonNullable<Appointment['recurrence']>): void {
		const zone = this.zone(item.startTimeZone);
		const range = {
			startDate: localDate(item.start, zone),
			...(wanted.range ?? { type: 'NoEndRecurrence' }),
		} as RecurrenceRange;
		const recurrence = normalizedRecurrence({ ...wanted, range });
		if (!recurrence) throw new Error('the series never takes place');
		item.recurrence = recurrence;
		const [first] = slots(item, this.company.store.zones);
		item.start = first.originalStart;
		item.end = first.originalEnd;
	}

	private fields(patch: AppointmentPatch, current: EventFields): Partial<EventFields> {
		const fields: Partial<EventFields> = {};
		const copied = [
			'subject',
			'location',
			'showAs',
			'sensitivity',
			'importance',
			'categories',
			'isCancelled',
			'isOnlineMeeting',
			'organizer',
			'extendedProperties',
			'isAllDay',
		] as const;
		for (const name of copied) {
			if (patch[name] !== undefined) Object.assign(fields, { [name]: patch[name] });
		}
		if (typeof patch.body === 'string') fields.body = { type: 'Text', text: patch.body };
		else if (patch.body) fields.body = patch.body;
		if (patch.timeZone) fields.startTimeZone = fields.endTimeZone = patch.timeZone;
		if (patch.start !== undefined || patch.end !== undefined) {
			Object.assign(fields, this.times(patch, current));
		}
		if (patch.reminderMinutes === false) fields.reminderIsSet = false;
		else if (patch.reminderMinutes !== undefined) {
			fields.reminderIsSet = true;
			fields.reminderMinutesBeforeStart = patch.reminderMinutes;
		}
		if (patch.attendees) {
			fields.attendees = patch.attendees.map((attendee) => this.attendee(attendee));
			fields.isMeeting = fields.attendees.length > 0;
		}
		return fields;
	}

	private times(patch: AppointmentPatch, current: EventFields): { start: Date; end: Date } {
		const zoneId = patch.timeZone ?? current.startTimeZone;
		const allDay = patch.isAllDay ?? current.isAllDay;
		const isNew = !('id' in current) || current.id === '';
		const start = patch.start === undefined ? current.start : this.moment(patch.start, zoneId);
		if (patch.end !== undefined) return { start, end: this.moment(patch.end, zoneId) };
		if (allDay && (isNew || patch.isAllDay)) {
			const zone = this.zone(zoneId);
			const day = wallDay(wallClock(start, zone)) + 1;
			return { start, end: momentOf(day * MS_PER_DAY, zone) };
		}
		const length = current.end.getTime() - current.start.getTime();
		return { start, end: new Date(start.getTime() + length) };
	}

	private attendee(attendee: NonNullable<Appointment['attendees']>[number]): Attendee {
		const wanted = typeof attendee === 'string' ? { address: attendee } : attendee;
		const known = this.company.account(wanted.address)?.mailbox ?? wanted.address;
		const mailbox = this.company.mailboxOf(known);
		return {
			name: wanted.name ?? mailbox?.displayName ?? wanted.address,
			emailAddress: mailbox?.smtpAddress ?? wanted.address,
			role: wanted.role ?? (mailbox?.kind === 'room' ? 'resource' : 'required'),
			response: wanted.response ?? 'Unknown',
		};
	}
}
