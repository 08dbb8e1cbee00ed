import type { ExchangeError } from '../errors';
import type { ConflictPolicy, DeleteType, PlannedAction, SendInvitations } from './plan/plan';
import {
	abortSignal,
	anyText,
	assertOneOf,
	assertOptions,
	calendarId,
	mailboxAddress,
	moment,
	share,
	textList,
	windowDays,
	yesOrNo,
} from '../inputs';
import { allowedDeletions } from './plan/deletionGuard';
import { checkSource } from './plan/link';
import { checkWindow } from '../changes/compare';
import type { Privacy } from '../changes/privacy';

export interface PushOptions {
	/** Primary SMTP address of the calendar's owner. */
	mailbox: string;
	/** Name of the other system, 1 to 64 characters. Only items of this source are ever touched. */
	source: string;
	/** A calendar of that mailbox by folder id; default: the mailbox's own calendar. */
	calendar?: { id: string };
	/** Default `upsert`. `snapshot`: the input is the complete set; what is linked and missing is deleted. */
	action?: 'upsert' | 'delete' | 'snapshot';
	/** A snapshot deletes only what touches this window around now. Default 30 days back, 365 ahead. */
	window?: { pastDays: number; futureDays: number };
	/** Default `none`: nobody is mailed, and attendees are not written. */
	sendInvitations?: SendInvitations;
	/** Default `exchangeWins`. */
	conflictPolicy?: ConflictPolicy;
	/** Most deletions in one run: a number, or a share of the linked items. Default 10 %, at least 5. */
	maxDeletes?: number | `${number}%`;
	/** A snapshot without any event is refused unless this is set. Default false. */
	allowEmptySnapshot?: boolean;
	/** Changes and deletes also items whose organizer is somebody else. Default false. */
	allowAttendeeCopies?: boolean;
	/** Links existing items with the same subject, start and end instead of doubling them. Default false. */
	adoptMatching?: boolean;
	/** Limits what is said of items that people made or changed; default `maskPrivate`. */
	privacy?: Privacy;
	/** Default `toDeletedItems`. */
	deleteType?: DeleteType;
	/** Writes nothing: the results say what would be done, and the generator returns the plan. */
	dryRun?: boolean;
	/**
	 * Zone of times without one and of all-day events; default: the mailbox's own. Where a mailbox has none,
	 * an event has to name its zone, unless there is `fallbackTimeZone`.
	 */
	timeZone?: string;
	/** The same where neither `timeZone` is given nor the mailbox has one. */
	fallbackTimeZone?: string;
	signal?: AbortSignal;
	/** The clock; default: the real one. */
	now?: Date;
}

export interface PushResult {
	action: 'created' | 'updated' | 'unchanged' | 'deleted' | 'skipped' | 'conflict' | 'failed';
	externalId: string;
	/** Number of the input, from 0; absent for deletions that a snapshot asks for. */
	input?: number;
	id?: string;
	changeKey?: string;
	/** Of what was created or updated, where it could be read after the write, and of what Apply finds done. */
	iCalUId?: string;
	/** As far as privacy lets it out. */
	subject?: string;
	/**
	 * ISO instants; of an all-day event dates such as `2026-12-07`, `end` being the day after the last one. Of a
	 * series its first start alone.
	 */
	start?: string;
	end?: string;
	reason?: PlannedAction['reason'];
	/** For people, when there is more to say than the reason. */
	message?: string;
	error?: ExchangeError;
	/** The other source that the item belongs to: it is left alone. */
	managedBy?: string;
	/** Of what was written, the fields of which Exchange keeps something else, such as a text that it cut. */
	keptDifferently?: string[];
	/** Ids of further items of the event, untouched by people, that went to Deleted Items. */
	removedCopies?: string[];
	/** Ids of the items between which people have to decide, for `duplicateLink`. */
	duplicates?: string[];
	/** The fields that both sides changed, of conflicts and where people's version stays; of conflicts both versions. */
	fields?: string[];
	inSource?: PlannedAction['inSource'];
	inExchange?: PlannedAction['inExchange'];
}

/** @throws InvalidInput naming the option that is out of range */
export function checkPushOptions(options: PushOptions): void {
	assertOptions(
		options,
		{
			mailbox: mailboxAddress,
			calendar: calendarId,
			window: windowDays,
			maxDeletes: share,
			allowEmptySnapshot: yesOrNo,
			allowAttendeeCopies: yesOrNo,
			adoptMatching: yesOrNo,
			dryRun: yesOrNo,
			newFromExchange: yesOrNo,
			timeZone: anyText('Europe/Berlin'),
			fallbackTimeZone: anyText('Europe/Berlin'),
			position: anyText('the position that the run before returned'),
			unconfirmed: textList('tw3…'),
			positionIsKept: yesOrNo,
			syncRun: anyText('run 1'),
			now: moment,
			signal: abortSignal,
		},
		['mailbox'],
	);
	const { source, window } = options;
	checkSource(source);
	if (window !== undefined) checkWindow(window);
	allowedDeletions(options.maxDeletes, 0);
	assertOneOf('action', options.action, ['upsert', 'delete', 'snapshot']);
	assertOneOf('sendInvitations', options.sendInvitations, ['none', 'all', 'changed']);
	assertOneOf('deleteType', options.deleteType, ['toDeletedItems', 'soft', 'hard']);
	assertOneOf('privacy', options.privacy, ['full', 'maskPrivate', 'busyOnly']);
	assertOneOf('conflictPolicy', options.conflictPolicy, [
		'exchangeWins',
		'sourceWins',
		'newestWins',
		'report',
	]);
}
