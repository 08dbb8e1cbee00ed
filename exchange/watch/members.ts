import { ExchangeError } from '../errors';
import type { GroupOwner } from './groupOwner';
import { backOff } from './limits';

/** Members of a group are looked up again after this time, in milliseconds. */
const groupMs = 60 * 60_000;

/** The members of the distribution group that is watched, looked up again and again. */
export class Members {
	/** Time of the next look; Infinity while one is under way, or where there is no group. */
	at: number;
	/** The EWS address that is asked for the group, that of the account, once it is known. */
	server?: string;
	private failures = 0;

	constructor(
		private readonly owner: GroupOwner,
		private readonly group: string | undefined,
		private readonly signal: AbortSignal,
	) {
		this.at = group === undefined ? Infinity : owner.clock.now();
	}

	/**
	 * @returns the addresses, and whether those are all; undefined when they could not be read. Who is not
	 * among them then stays
	 */
	async lookUp(): Promise<{ addresses: string[]; areAll: boolean } | undefined> {
		const { owner, group = '', signal } = this;
		this.at = Infinity;
		try {
			this.server = await owner.ports.serverOf(undefined, signal);
			const { addresses, unread } = await owner.ports.membersOf(group, signal);
			owner.recovered(this);
			const areAll = unread.length === 0;
			this.failures = areAll ? 0 : this.failures + 1;
			const wait = areAll ? groupMs : backOff(this.failures, owner.limits);
			this.at = owner.clock.now() + wait;
			for (const one of unread) owner.failed(one.group, one.error, this.failures);
			const isCut = unread.some((one) => one.group === group);
			if (addresses.length > 0 && !isCut) owner.solved(group);
			if (addresses.length === 0) owner.failed(group, hasNobody(group, areAll), 1);
			return { addresses, areAll };
		} catch (error) {
			this.failures++;
			this.at = owner.clock.now() + backOff(this.failures, owner.limits);
			owner.failed(group, error, this.failures, this);
			return undefined;
		}
	}
}

function hasNobody(group: string, areAll: boolean): ExchangeError {
	const readable = areAll ? '' : ' that can be read';
	return new ExchangeError('notFound', `${group} has no members with a calendar${readable}`, {
		remedy:
			'Nobody new is watched through it until it has members, which is looked up again and again. Add them, or choose another group.',
		details: { mailbox: group },
	});
}
