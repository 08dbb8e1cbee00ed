import { instantOf } from '../../calendar/civil';
import { isPrivate, letSeePrivate } from '../../changes/privacy';
import type { Exchange } from '../../connection';
import { InvalidInput } from '../../errors';
import type { ExtendedPropertyUri, ItemReference } from '../../ews/calendarItem';
import type { FolderTarget } from '../../ews/folderId';
import { findItem } from '../../ews/operations/findItem';
import { call, type CallTarget } from '../../ews/request';
import { described } from '../../inputs';
import { cameByInvitation } from '../../push/carryOut/items';
import { seesPrivateItems } from '../../push/carryOut/hiddenItems';
import type { WritableEvent } from '../../push/input/writableEvent';
import { linkPropertySet } from '../../push/plan/link';

/** Holds the name of the call that created the item. */
export const clientKeyProperty: ExtendedPropertyUri = {
	setId: linkPropertySet,
	name: 'ClientKey',
	type: 'String',
};

/** Servers compare and return no more than 255 characters of a text. */
const longestKey = 200;
/** More items of one key than these are no accident. */
const pageSize = 100;

/** @throws InvalidInput naming `clientKey` */
export function checkClientKey(key: unknown): void {
	if (key === undefined) return;
	// eslint-disable-next-line no-control-regex -- these are the very characters to find
	const isUsable = typeof key === 'string' && !/[\u0000-\u001f]|\p{Surrogate}/u.test(key);
	if (isUsable && key.trim() === key && key !== '' && key.length <= longestKey) return;
	throw new InvalidInput('clientKey', `clientKey is ${described(key)}, which can't be kept`, {
		remedy: `Give a text of 1 to ${longestKey} characters without blanks around it, such as order-4711.`,
	});
}

/**
 * Whether the account does not see an event that it creates: a delegate without the right to private items
 * finds none of them again.
 * @returns undefined where the server does not say so
 */
export async function isHidden(
	exchange: Exchange,
	folder: FolderTarget,
	{ sensitivity }: Pick<WritableEvent, 'sensitivity'>,
	target: CallTarget,
): Promise<boolean | undefined> {
	if (!isPrivate({ sensitivity })) return false;
	const sees = await seesPrivateItems(exchange, folder, target);
	return sees === undefined ? undefined : !sees;
}

/** @throws InvalidInput for an event that nobody would find by its key, so that a repeat would double it */
export async function assertFindable(
	exchange: Exchange,
	folder: FolderTarget,
	event: WritableEvent,
	{ mailbox, signal }: { mailbox: string; signal?: AbortSignal },
): Promise<void> {
	if (!(await isHidden(exchange, folder, event, { mailbox, signal }))) return;
	throw new InvalidInput(
		'clientKey',
		`The event is ${event.sensitivity}, and the account may not see private items of ${mailbox}: it would not be found again by its key`,
		{
			remedy: `${letSeePrivate(mailbox)}. Otherwise leave the key out.`,
		},
	);
}

/** The items that were created under a key, the oldest first. */
export async function itemsOfKey(
	exchange: Exchange,
	folder: FolderTarget,
	key: string,
	target: CallTarget,
): Promise<ItemReference[]> {
	const { items } = await call(
		exchange,
		findItem,
		{
			folder,
			offset: 0,
			pageSize,
			restriction: { compare: clientKeyProperty, is: 'equalTo', to: key },
			shape: {
				base: 'IdOnly',
				properties: ['item:DateTimeCreated', 'calendar:IsMeeting', 'calendar:MyResponseType'],
				extendedProperties: [clientKeyProperty],
			},
		},
		target,
	);
	return (
		items
			// The key of a meeting of somebody else came with its invitation.
			.filter((item) => !cameByInvitation(item))
			// Exchange compares without regard to case.
			.filter(({ extendedProperties = [] }) =>
				extendedProperties.some(({ uri, value }) => uri.name === 'ClientKey' && value === key),
			)
			.sort(
				(a, b) =>
					(instantOf(a.dateTimeCreated) ?? 0) - (instantOf(b.dateTimeCreated) ?? 0) ||
					(a.itemId.id < b.itemId.id ? -1 : 1),
			)
			.map(({ itemId }) => itemId)
	);
}
