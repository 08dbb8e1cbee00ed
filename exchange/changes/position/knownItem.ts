import { instantText } from '../../calendar/civil';
import { Digest, itemDigestText } from '../digest';
import { eventKey } from '../../calendar/event';
import { NumberColumn } from './numberColumn';
import { UidColumn } from './uidColumn';
import type { KnownEvent, Uncertainty } from '../compare';

/** A single, or a series with its occurrences, as a position remembers it. */
export interface KnownContent {
	/** Digests of the ItemIds that carry this UID: one, unless the mailbox holds the item twice. */
	readonly ids: readonly number[];
	/** Empty when the server gave none. */
	readonly uid: string;
	/** Invitations to one occurrence of a series that is not in the calendar: its original start. */
	readonly instance?: number;
	/** True for a further item of a UID that another item of the calendar has. */
	readonly isSecond?: boolean;
	/** The single itself, or with `expand: 'series'` the master over its whole extent, once reported. */
	self?: KnownEvent;
	/** Reported occurrences by original start. */
	occurrences?: Map<number, KnownEvent>;
	/** The earliest start after the window that was last looked at: when it enters, the item is read. */
	nextStart?: number;
	/** True when only an unconfirmed run knows it; not kept in positions. */
	isUnconfirmed?: boolean;
}

/** Numbers of rows; of all rows of a large calendar better not in a list that grows. */
export type RowList = readonly number[] | Uint32Array;

/** The known items of a calendar by column, not as an object each: README.md says why. */
export class KnownRows {
	readonly firstId = new NumberColumn(Float64Array, 0);
	readonly uid = new UidColumn();
	readonly start = new NumberColumn(Float64Array, NaN);
	readonly end = new NumberColumn(Float64Array, NaN);
	readonly content = new NumberColumn(Float64Array, 0);
	readonly uncertain = new NumberColumn(Uint8Array, 0);
	readonly nextStart = new NumberColumn(Float64Array, NaN);
	readonly isUnconfirmed = new NumberColumn(Uint8Array, 0);
	readonly isSecond = new NumberColumn(Uint8Array, 0);
	/** Digest of the change key that the item was read with in this run. */
	readonly changeKey = new NumberColumn(Float64Array, NaN);
	readonly isSeen = new NumberColumn(Uint8Array, 0);
	/** Of a row that was read from a resting part: its number from 1, and the row's place in it. */
	readonly part = new NumberColumn(Uint32Array, 0);
	readonly place = new NumberColumn(Uint32Array, 0);
	/** 1 for a row that is no longer as the resting part has it. */
	readonly isChanged = new NumberColumn(Uint8Array, 0);
	/** Properties of few items, by row. */
	readonly instance = new Map<number, number>();
	readonly occurrences = new Map<number, Map<number, KnownEvent>>();
	/** Of the items that go by any other number of ids than one. */
	readonly ids = new Map<number, number[]>();
	/** True for those of a position that tells of something uncertain. */
	hasDoubts = false;
	/** True once several items had one UID. */
	hasSeconds = false;

	uncertainOf(row: number): Uncertainty | undefined {
		return uncertainties[this.uncertain.get(row)];
	}

	setUncertain(row: number, uncertain: Uncertainty | undefined): void {
		if (uncertain !== this.uncertainOf(row)) {
			this.uncertain.set(row, uncertainties.indexOf(uncertain));
		}
	}
}

const uncertainties = [undefined, 'unreported', 'outdated', 'retold', 'gone'] as const;

/** One known item: an object made for each access, whose properties are read from and written to its row. */
export class KnownItem implements KnownContent {
	constructor(
		private readonly rows: KnownRows,
		/** For this folder only. */
		readonly row: number,
		private knownUid?: string,
	) {}

	get ids(): readonly number[] {
		return this.rows.ids.get(this.row) ?? [this.rows.firstId.get(this.row)];
	}

	get uid(): string {
		return (this.knownUid ??= this.rows.uid.get(this.row));
	}

	get instance(): number | undefined {
		return this.rows.instance.get(this.row);
	}

	get self(): KnownEvent | undefined {
		const { rows, row } = this;
		const start = rows.start.get(row);
		if (Number.isNaN(start)) return undefined;
		const event: KnownEvent = { start, end: rows.end.get(row), content: rows.content.get(row) };
		const uncertain = rows.uncertainOf(row);
		if (uncertain !== undefined) event.uncertain = uncertain;
		return event;
	}

	set self(event: KnownEvent | undefined) {
		const { rows, row } = this;
		this.markChanged();
		rows.start.set(row, event?.start ?? NaN);
		rows.setUncertain(row, event?.uncertain);
		if (event === undefined) return;
		rows.end.set(row, event.end);
		rows.content.set(row, event.content);
	}

	/** Lets go of what is past, which whoever reads it again sees as well. */
	forgetSelf(): void {
		this.rows.start.set(this.row, NaN);
		this.rows.setUncertain(this.row, undefined);
	}

	get occurrences(): Map<number, KnownEvent> | undefined {
		return this.rows.occurrences.get(this.row);
	}

	set occurrences(occurrences: Map<number, KnownEvent> | undefined) {
		this.markChanged();
		if (occurrences) this.rows.occurrences.set(this.row, occurrences);
		else this.rows.occurrences.delete(this.row);
	}

	get nextStart(): number | undefined {
		const start = this.rows.nextStart.get(this.row);
		return Number.isNaN(start) ? undefined : start;
	}

	set nextStart(start: number | undefined) {
		this.markChanged();
		this.rows.nextStart.set(this.row, start ?? NaN);
	}

	get isUnconfirmed(): boolean {
		return this.rows.isUnconfirmed.get(this.row) === 1;
	}

	set isUnconfirmed(is: boolean) {
		this.rows.isUnconfirmed.set(this.row, is ? 1 : 0);
	}

	get isSecond(): boolean {
		return this.rows.isSecond.get(this.row) === 1;
	}

	/** True when nothing of it was reported, and nothing will enter the window. */
	get isEmpty(): boolean {
		return this.self === undefined && this.nextStart === undefined && !this.occurrences?.size;
	}

	/** True once the run has read it. */
	get isRead(): boolean {
		return !Number.isNaN(this.rows.changeKey.get(this.row));
	}

	/** True if this run already read the item with this change key; never without one. */
	wasReadAs(changeKey: string | undefined): boolean {
		return !!changeKey && this.rows.changeKey.get(this.row) === digestOf(changeKey);
	}

	markRead(changeKey: string | undefined): void {
		this.markChanged();
		this.rows.changeKey.set(this.row, digestOf(changeKey ?? ''));
	}

	/** Notes that a resting part no longer says what this item is. */
	markChanged(): void {
		if (this.rows.part.get(this.row) > 0) this.rows.isChanged.set(this.row, 1);
	}

	/** True in a full comparison once the server listed it. */
	get isSeen(): boolean {
		return this.rows.isSeen.get(this.row) === 1;
	}

	markSeen(): void {
		this.rows.isSeen.set(this.row, 1);
	}

	/** The key of its event; with `originalStart` that of its occurrence. */
	key(originalStart: number | undefined = this.instance): string {
		const start = originalStart === undefined ? undefined : instantText(originalStart);
		const id = () => itemDigestText(this.rows.firstId.get(this.row));
		if (this.isSecond) return eventKey(`${this.uid}~${id()}`, start, '');
		return eventKey(this.uid, start, this.uid === '' ? id() : '');
	}
}

function digestOf(changeKey: string): number {
	return new Digest().text(changeKey).number();
}
