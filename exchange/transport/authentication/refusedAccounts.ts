import { createHmac, randomBytes } from 'node:crypto';
import type { ResolvedSettings } from '../../settings';

/** An account with its secret, and the ways in which it is shown. */
export type ShownAccount = Pick<
	ResolvedSettings,
	'user' | 'password' | 'emailDns' | 'authScheme' | 'channelBinding'
>;

/** A refusal that still counts. Times in milliseconds. */
export interface KnownRefusal {
	error: Error;
	/** Since the server said so. */
	sinceMs: number;
	/** Until it is forgotten. */
	leftMs: number;
}

/** What is remembered of one account at one server. */
export interface AccountMemory {
	/** The refusal for which the account may not be shown there. */
	refusal(): KnownRefusal | undefined;
	/** Refusals since the server accepted it last, none of them final; Infinity where it never did. */
	doubts(): number;
	/**
	 * The server refused it, which may be a whim.
	 * @returns `doubts`, with this one
	 */
	doubted(): number;
	/** The server refused it for good: `error` is what everybody is told. */
	refused(error: Error): void;
	/** `isProof` where nothing but the right account can have been answered so. Default true. */
	accepted(isProof?: boolean): void;
	/**
	 * Ends when it is time to ask again whether the server may be shown an account that may be wrong;
	 * undefined where it may. Others that are shown it keep it waiting for a few seconds each, and until one
	 * of them ends where no more may see a wrong one.
	 */
	trial(): Promise<void> | undefined;
	/** The account is shown until `ended`. */
	tried(ended: Promise<void>): void;
}

interface Account {
	/** By server and way of showing. */
	refusals: Map<string, { error: Error; at: number; server: string }>;
	/** Where it was accepted last, with the refusals since then. */
	accepting: Map<string, { doubts: number; isProof: boolean }>;
	/** Under way. */
	trials: Set<Trial>;
}

interface Trial {
	server: string;
	ended: Promise<void>;
	/** When it began, in milliseconds. */
	at: number;
}

/**
 * A refusal is forgotten after this time, in milliseconds: passwords and locks do change. Active Directory
 * by default starts to count wrong passwords anew after the same time, so that one each time locks nobody.
 */
export const memoryMs = 30 * 60_000;

/** An account that so many servers refused and none accepted is not shown to another one either. */
const maxRefusingServers = 3;

/** One server waits so long for another's answer, in milliseconds: a healthy one answers sooner. */
const otherServerMs = 5_000;

/** Accounts of more than these are not remembered; who was not asked for the longest time goes first. */
const maxAccounts = 1000;

/**
 * Accounts that servers refused lately. It outlives connections, as a workflow makes a new one in each run
 * and would lock the account otherwise.
 */
export class RefusedAccounts {
	private readonly accounts = new Map<string, Account>();
	/** Secrets are kept as digests that nobody can compare with guesses: this never leaves the process. */
	private readonly key = randomBytes(32);

	/** @param clock in milliseconds */
	constructor(private readonly clock: () => number = () => performance.now()) {}

	at(account: ShownAccount, server: string): AccountMemory {
		const name = this.nameOf(account);
		const place = `${server} ${account.authScheme} ${account.channelBinding}`;
		return {
			refusal: () => this.refusal(name, place),
			doubts: () => this.doubts(name, place),
			doubted: () => {
				const known = this.accounts.get(name)?.accepting.get(place);
				return known ? ++known.doubts : Infinity;
			},
			refused: (error) => {
				const { refusals, accepting } = this.entry(name);
				refusals.set(place, { error, at: this.clock(), server });
				accepting.delete(place);
			},
			accepted: (isProof = true) => {
				const { refusals, accepting } = this.entry(name);
				refusals.delete(place);
				const wasProof = accepting.get(place)?.isProof === true;
				accepting.set(place, { doubts: 0, isProof: isProof || wasProof });
			},
			trial: () => {
				const account = this.accounts.get(name);
				return account && !isKnownRight(account) ? this.turn(account, server) : undefined;
			},
			tried: (ended) => {
				const { trials } = this.entry(name);
				const trial = { server, ended, at: this.clock() };
				trials.add(trial);
				void ended.then(() => trials.delete(trial));
			},
		};
	}

	/** True while a refusal by any server counts. */
	isRefused(account: ShownAccount): boolean {
		const known = this.accounts.get(this.nameOf(account));
		return known !== undefined && this.fresh(known).size > 0;
	}

	/** Lets the account be shown once more to every server. */
	forget(account: ShownAccount): void {
		this.accounts.delete(this.nameOf(account));
	}

	private doubts(name: string, place: string): number {
		return this.accounts.get(name)?.accepting.get(place)?.doubts ?? Infinity;
	}

	private refusal(name: string, place: string): KnownRefusal | undefined {
		const account = this.accounts.get(name);
		if (!account) return undefined;
		const refusals = this.fresh(account);
		const refusing = new Set([...refusals.values()].map(({ server }) => server));
		const isLikelyWrong = !isKnownRight(account) && refusing.size >= maxRefusingServers;
		const known = refusals.get(place) ?? (isLikelyWrong ? [...refusals.values()][0] : undefined);
		if (!known) return undefined;
		const sinceMs = this.clock() - known.at;
		return { error: known.error, sinceMs, leftMs: memoryMs - sinceMs };
	}

	/** Its refusals that still count. */
	private fresh({ refusals }: Account): Account['refusals'] {
		const now = this.clock();
		for (const [where, { at }] of refusals) if (now - at >= memoryMs) refusals.delete(where);
		return refusals;
	}

	private turn({ refusals, trials }: Account, server: string): Promise<void> | undefined {
		const underWay = [...trials];
		const here = underWay.find((trial) => trial.server === server);
		if (here) return here.ended;
		const seenBy = new Set([...refusals.values(), ...trials].map((one) => one.server));
		if (trials.size > 0 && seenBy.size >= maxRefusingServers) {
			return Promise.race(underWay.map(({ ended }) => ended));
		}
		const last = underWay.at(-1);
		const leftMs = last ? last.at + otherServerMs - this.clock() : 0;
		return last && leftMs > 0 ? endedWithin(leftMs, last.ended) : undefined;
	}

	private entry(name: string): Account {
		const account = this.accounts.get(name) ?? {
			refusals: new Map(),
			accepting: new Map(),
			trials: new Set(),
		};
		this.accounts.delete(name);
		this.accounts.set(name, account);
		const [oldest] = this.accounts.keys();
		if (this.accounts.size > maxAccounts) this.accounts.delete(oldest);
		return account;
	}

	private nameOf({ user, password, emailDns }: ShownAccount): string {
		return createHmac('sha256', this.key)
			.update(JSON.stringify([user, password ?? null, emailDns]))
			.digest('base64url');
	}
}

function isKnownRight({ accepting }: Account): boolean {
	return [...accepting.values()].some(({ isProof }) => isProof);
}

/** Ends with `work`, or after so many milliseconds. */
async function endedWithin(milliseconds: number, work: Promise<void>): Promise<void> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<void>((resolve) => {
		timer = setTimeout(resolve, milliseconds).unref();
	});
	await Promise.race([work, late]);
	clearTimeout(timer);
}

/** Those of this process. */
export const refusedAccounts = new RefusedAccounts();
