import type { Exchange } from '../connection';
import { readGroup } from './expandGroup';
import { mapInOrder } from '../concurrency';
import {
	abortSignal,
	assertExchange,
	assertIterable,
	assertOneOf,
	assertOptions,
	yesOrNo,
} from '../inputs';
import { ExchangeError } from '../errors';
import { saying } from '../ews/serversWords';
import { throwIfCancelled } from '../transport/errors';
import { abortWith } from '../transport/onAbort';
import { addressKey, composeAddress } from './address';
import { isOfSite, lookUpMailbox, type MailboxLookup } from './lookUpMailbox';
import { outcomeOf } from '../outcome';
import type { MailboxUser, ResolvedMailbox, ResolveMailboxesOptions } from './resolvedMailbox';

export type * from './resolvedMailbox';

/** Users looked at ahead of the one whose result is due; the connections are shared among them. */
const lookAhead = 64;

/**
 * Finds out for each user (a name alone will do) which mailbox is meant, whether it exists and what the
 * service account may do in its calendar. Results come in the order of the users; each distinct address is looked up once. A user that
 * fails becomes a result, never an exception.
 * @throws ExchangeError when no user can be looked up: settings, sign-in, TLS or connection fail, or `signal` aborts.
 *   With autodiscover a server that refuses the account fails its own mailboxes, unless all of the first
 *   256 are there
 */
export async function* resolveMailboxes(
	exchange: Exchange,
	users: Iterable<MailboxUser | string> | AsyncIterable<MailboxUser | string>,
	options: ResolveMailboxesOptions = {},
): AsyncGenerator<ResolvedMailbox, void> {
	for await (const found of resolveEachUser(exchange, users, options)) yield* found;
}

/**
 * The same with one array for each user: the members of an expanded group, which may be none, or else a
 * single result.
 * @throws ExchangeError as `resolveMailboxes` does
 */
export async function* resolveEachUser(
	exchange: Exchange,
	users: Iterable<MailboxUser | string> | AsyncIterable<MailboxUser | string>,
	options: ResolveMailboxesOptions = {},
): AsyncGenerator<ResolvedMailbox[], void> {
	checkInputs(exchange, users, options);
	const end = new AbortController();
	const { signal } = end;
	const resolve = resolver(exchange, { ...options, signal });
	const stopListening = abortWith(options.signal, end);
	try {
		const found = mapInOrder(each(users), lookAhead, async (user) => await resolve(userOf(user)));
		for await (const mailboxes of refusedAsOne(exchange, found)) {
			throwIfCancelled(options.signal);
			yield mailboxes;
		}
	} finally {
		stopListening();
		end.abort();
	}
}

/** Results that wait until a mailbox is found at another server than the one that refuses the account or is down. */
const mostWaiting = 4 * lookAhead;

/**
 * Fails as a whole where one server refuses the account, or is down, and no mailbox is at another one. Until one
 * is, results wait from the first refusal on, so many of them.
 */
async function* refusedAsOne(
	exchange: Exchange,
	found: AsyncGenerator<ResolvedMailbox[], void>,
): AsyncGenerator<ResolvedMailbox[], void> {
	const waiting: ResolvedMailbox[][] = [];
	let refusal: Error | undefined;
	for await (const mailboxes of found) {
		refusal ??= mailboxes.find(({ error }) => isOfSite(exchange, error))?.error;
		waiting.push(mailboxes);
		if (!refusal || exchange.ewsUrl.hasSeveralServers?.()) yield* waiting.splice(0);
		else if (waiting.length >= mostWaiting) break;
	}
	if (refusal && waiting.length > 0) throw refusal;
}

function checkInputs(exchange: Exchange, users: unknown, options: ResolveMailboxesOptions): void {
	assertExchange(exchange);
	assertOptions(options, {
		listCalendars: yesOrNo,
		expandGroups: yesOrNo,
		signal: abortSignal,
	});
	assertOneOf('check', options.check, ['none', 'directory', 'calendar']);
	assertIterable('users', users, '["alice", { user: "bob" }]');
}

/** A user of another type is one whose name can't be read: the others go on. */
function userOf(given: MailboxUser | string): MailboxUser {
	if (typeof given === 'string') return { user: given };
	const { user, replacementEmail, ...rest } = Object(given ?? {}) as Partial<MailboxUser>;
	return {
		...rest,
		user: typeof user === 'string' ? user : '',
		...(typeof replacementEmail === 'string' && { replacementEmail }),
	};
}

async function* each<T>(source: Iterable<T> | AsyncIterable<T>): AsyncGenerator<T, void> {
	yield* source;
}

function resolver(exchange: Exchange, options: ResolveMailboxesOptions & { signal: AbortSignal }) {
	const { check = 'calendar', listCalendars = false, expandGroups = false, signal } = options;
	const lookups = new Map<string, Promise<MailboxLookup>>();

	return async function resolve(user: MailboxUser): Promise<ResolvedMailbox[]> {
		const address = composeAddress({ ...user, emailDns: exchange.settings.emailDns });
		const known = { user: user.user, addressSource: address.source };
		if (user.blocked) {
			return [{ ...known, ...(address.ok && { emailAddress: address.address }), ...blocked }];
		}
		if (!address.ok) {
			return [{ ...known, status: 'invalidAddress', message: address.reason }];
		}
		const named = { ...known, emailAddress: address.address };
		if (check === 'none') return [{ ...named, status: 'resolved' }];
		const found = await lookUpOnce(address.address);
		const result: ResolvedMailbox = { ...named, ...found, ...givenAddress(address.address, found) };
		if (!expandGroups || !/DL$/.test(found.mailboxType ?? '')) return [result];
		return await members(result);
	};

	async function lookUpOnce(address: string): Promise<MailboxLookup> {
		const key = addressKey(address);
		let lookup = lookups.get(key);
		if (!lookup) {
			lookup = lookUpMailbox(exchange, address, {
				check: check === 'directory' ? 'directory' : 'calendar',
				listCalendars,
				signal,
			});
			lookups.set(key, lookup);
		}
		return await lookup;
	}

	/** The members of a group, looked up like everybody else, and the groups within that can't be read. */
	async function members(group: ResolvedMailbox): Promise<ResolvedMailbox[]> {
		const { user, addressSource, emailAddress: memberOf = '' } = group;
		const reading = await outcomeOf(
			readGroup(exchange, memberOf, { signal }),
			({ code }) => code === 'cancelled',
		);
		if (!reading.ok) return [{ ...group, ...unreadable(memberOf, reading.error) }];
		const one = { user, memberOf, addressSource };
		const found = await Promise.all(
			reading.value.members.map(async ({ emailAddress }): Promise<ResolvedMailbox> => {
				const lookup = await lookUpOnce(emailAddress);
				return { ...one, emailAddress, ...lookup, ...givenAddress(emailAddress, lookup) };
			}),
		);
		const unread = reading.value.unread.map(
			({ group: emailAddress, error }): ResolvedMailbox => ({
				...one,
				emailAddress,
				...unreadable(emailAddress, error),
			}),
		);
		return [...found, ...unread];
	}
}

/** The result for a group whose members, or some of them, nobody knows, such as a dynamic one. */
function unreadable(
	group: string,
	error: unknown,
): Pick<ResolvedMailbox, 'status' | 'message' | 'error'> {
	const cause = error instanceof Error ? error : new Error(String(error));
	const words = (cause instanceof ExchangeError && saying(cause.details)) || `: ${cause.message}`;
	return {
		status: 'failed',
		message: `Members of the group ${group} are missing, as they can't be read${words}`,
		error: cause,
	};
}

const blocked = {
	status: 'blocked',
	message: 'The user is blocked; nothing was looked up.',
} as const;

/** The address that was asked for, where the mailbox has another primary one. */
function givenAddress(
	asked: string,
	{ emailAddress = asked }: MailboxLookup,
): Pick<ResolvedMailbox, 'givenAddress'> {
	return addressKey(emailAddress) === addressKey(asked) ? {} : { givenAddress: asked };
}
