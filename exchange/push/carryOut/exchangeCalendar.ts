import type { TimeZones } from '../../calendar/timeZone';
import type { Exchange } from '../../connection';
import type { ExtendedPropertyUri, ItemFailure, ItemReference } from '../../ews/calendarItem';
import { responseError } from '../../ews/errors';
import { isBusy, isStale } from '../../ews/responseCodes';
import { folderOf, type FolderTarget } from '../../ews/folderId';
import {
	createAppointments,
	deleteItems,
	updateAppointments,
	type WriteResult,
} from '../../ews/library/writeItems';
import { notDone } from '../../notDone';
import { outcomeOf } from '../../outcome';
import type { DeleteType, SendInvitations } from '../plan/plan';
import { changedAppointment, newAppointment } from './appointment';
import type { CalendarAccess, CopyStep, CreateStep, StepResult } from '../ports';
import { finishSeries } from './finishSeries';
import { giveBack, readFormer, updateOrGiveBack } from './giveBack';
import { hiddenItems } from './hiddenItems';
import type { OrderedStep } from './inSomeOrder';
import { updateKeepingZones } from './keptZones';
import { isUnseen, updateMailingApart } from './mailApart';
import { allItems, itemsOfIds, type LinkOptions } from './findLinks';
import { readItems, readPlaces, type ItemPlace } from './items';
import { findStrangers } from './strangers';
import { waitForLostRequest } from './writeBatch';

export interface EwsCalendarOptions {
	mailbox: string;
	source: string;
	calendar?: { id: string };
	sendInvitations: SendInvitations;
	deleteType: DeleteType;
	/** To read beside the usual ones. */
	extendedProperties: readonly ExtendedPropertyUri[];
	zones: TimeZones;
	signal?: AbortSignal;
	/** Milliseconds after a lost answer before the calendar is asked; default 1,000. */
	lostRequestMs?: number;
}

/** Items in one write request; a request of more may meet the server's time limit. */
const batchSize = 50;
/** The same where one property of each is written. */
const memoryBatchSize = 200;

/** A calendar of a mailbox, over EWS. */
export function ewsCalendar(exchange: Exchange, options: EwsCalendarOptions): CalendarAccess {
	const { mailbox, signal, source, sendInvitations, zones } = options;
	const folder: FolderTarget = options.calendar ?? folderOf(exchange.settings, mailbox);
	const reading: LinkOptions = { folder, source, target: { mailbox, signal } };
	const sending = sendInvitations === 'none' ? ('none' as const) : ('allAndSaveCopy' as const);
	const updating = sendInvitations === 'changed' ? ('changedAndSaveCopy' as const) : sending;
	const failed = (failure: ItemFailure, operation: string): StepResult & { ok: false } => ({
		ok: false,
		stale: isStale(failure) || isBusy(failure),
		error: responseError(failure, {
			operation,
			mailbox,
			serviceAccount: exchange.settings.user,
		}),
	});
	const written = (results: WriteResult[], operation: string): StepResult[] =>
		results.map((result) =>
			result.ok ? { ok: true, ...result.item } : failed(result.failure, operation),
		);
	const read: CalendarAccess['read'] = async (ids, onFailure) =>
		await readItems(exchange, ids, { ...options, zones, ...(onFailure && { onFailure }) });
	const places = async (ids: readonly string[]) =>
		await readPlaces(exchange, [...new Set(ids)], options);
	const isAsRead = (now: ReadonlyMap<string, ItemPlace>, { id, changeKey }: ItemReference) =>
		now.get(id)?.changeKey === changeKey;
	const write = async (steps: readonly OrderedStep[], sendInvitations: typeof updating) =>
		await updateKeepingZones(exchange, { mailbox, signal }, steps, async (some) => {
			const results = await updateAppointments(
				exchange,
				{ mailbox, signal, conflict: 'refuse', sendInvitations },
				(api, service) =>
					some.map(({ item, ...content }) => changedAppointment(api, service, item, content)),
			);
			return written(results, 'UpdateItem');
		});
	const remember: CalendarAccess['remember'] = async (steps) =>
		written(
			await updateAppointments(
				exchange,
				{ mailbox, signal, conflict: 'refuse', atOnce: memoryBatchSize },
				(api, service) =>
					steps.map(({ item, state }) =>
						changedAppointment(api, service, item, { event: {}, state }),
					),
			),
			'UpdateItem',
		);
	/** UpdateItem that mails may take a stale change key: what was changed since is looked for just before. */
	const update = async (steps: readonly OrderedStep[], sendInvitations: typeof updating) => {
		if (sendInvitations === 'none') return await write(steps, sendInvitations);
		const now = await places(steps.map(({ item }) => item.id));
		const due = steps.filter(({ item }) => isAsRead(now, item));
		const results = due.length === 0 ? [] : await write(due, sendInvitations);
		const byStep = new Map(due.map((step, index) => [step, results[index]]));
		return steps.map(
			(step) => byStep.get(step) ?? failed({ responseCode: 'ErrorStaleObject' }, 'UpdateItem'),
		);
	};
	async function remove<Item extends ItemReference>(
		items: readonly Item[],
		before: ReadonlyMap<string, ItemPlace>,
		isDue: (item: Item) => boolean,
		how: DeleteType,
	): Promise<StepResult[]> {
		const due = items.filter(isDue);
		const target = { mailbox, sendInvitations: sending, signal, how };
		const results = due.length === 0 ? [] : await deleteItems(exchange, target, due);
		const byId = new Map(due.map(({ id }, index) => [id, results[index]]));
		const answered = due.filter((_, index) => results[index].ok).map(({ id }) => id);
		// A look that fails makes nothing of the server's word.
		const after = await outcomeOf(places(answered), ({ code }) => code === 'cancelled');
		const isInPlace = (id: string) =>
			after.ok && after.value.has(id) && after.value.get(id)?.folderId === before.get(id)?.folderId;
		return items.map(({ id }): StepResult => {
			const result = byId.get(id);
			if (result?.ok && isInPlace(id)) {
				const message = 'Exchange answered that the event was deleted, and it is there';
				return { ok: false, stale: true, error: notDone('DeleteItem', mailbox, message) };
			}
			if (result?.ok) return { ok: true, id };
			return failed(result?.failure ?? { responseCode: 'ErrorStaleObject' }, 'DeleteItem');
		});
	}

	return {
		source,
		batchSize,
		memoryBatchSize,
		linkedTo: async (externalIds, known) => await itemsOfIds(exchange, reading, externalIds, known),
		all: async (wanted) => await allItems(exchange, reading, wanted),
		strangers: async (ids) => await findStrangers(exchange, reading, ids),
		hiddenItems: async () => await hiddenItems(exchange, reading),
		read,
		create: async (steps) =>
			await updateMailingApart(steps, sending, isUninvited, async (some, sendInvitations) =>
				written(
					await createAppointments(
						exchange,
						{ mailbox, calendar: folder, sendInvitations, signal },
						(api, service) => some.map((step) => newAppointment(api, service, step)),
					),
					'CreateItem',
				),
			),
		update: async (steps) =>
			await updateOrGiveBack(
				steps,
				async (some) => await updateMailingApart(some, updating, isUnseen, update),
				{
					former: async (ids) => await readFormer(exchange, ids, { mailbox, signal }),
					giveBack: async (dropped, refusal) =>
						await giveBack(
							exchange,
							dropped,
							{
								mailbox,
								lostRequestMs: options.lostRequestMs,
								failed: (failure) => failed(failure, 'UpdateItem'),
							},
							refusal,
						),
					read: async (ids) => await read(ids),
					remember,
				},
			),
		delete: async (items) => {
			// DeleteItem ignores change keys.
			const now = await places(items.map(({ id }) => id));
			return await remove(items, now, (item) => isAsRead(now, item), options.deleteType);
		},
		removeCopies: async (copies) => {
			const now = await places(copies.flatMap(({ id, keptId }) => [id, keptId]));
			const isCopy = (copy: CopyStep) => isAsRead(now, copy) && now.has(copy.keptId);
			return await remove(copies, now, isCopy, 'toDeletedItems');
		},
		finishSeries: async (steps) =>
			await finishSeries(exchange, steps, {
				mailbox,
				signal,
				sending,
				updating,
				failed: (failure) => failed(failure, 'UpdateItem'),
			}),
		remember,
		waitForLostRequest: async () => await waitForLostRequest(options),
	};
}

/** Some servers make a meeting of whatever is written with a way of sending. */
function isUninvited({ event }: CreateStep): boolean {
	return !event.attendees?.length;
}
