import type { Behaviours } from './behaviours';
import type { Company } from './company';
import type { Account, Answer, CallDescription, HttpExchange } from './contracts';
import type { PreparedCall } from './ewsService';
import {
	casError,
	httpStatus,
	notFound,
	serverBusy,
	serverBusyInMessage,
	serviceUnavailable,
	type Fault,
} from './faults';
import { refusedFor } from './behaviours/largeRequests';

const BACK_OFF_MS = 100;
const BUSY_EVERY = 8;
const REFUSED_EVERY = 20;
const BURST = 2;

/** What the company's behaviours make the front end do, apart from any fault of a test. */
export class Disturbances {
	private calls = 0;
	private readonly accepted = new Map<Account, number>();

	constructor(
		private readonly company: Company,
		private readonly now: () => Date,
	) {}

	private get behaviours(): Behaviours {
		return this.company.behaviours;
	}

	/** A request that is too large for the server. */
	ofSize(bytes: number): Fault | undefined {
		const status = refusedFor(bytes, this.behaviours.largeRequests);
		if (status === undefined) return undefined;
		return status === 404 ? notFound() : httpStatus(status);
	}

	/** True when an account that has signed in is refused all the same. */
	refuses(account: Account): boolean {
		const { transient401 } = this.behaviours;
		if (transient401 === 'never') return false;
		const count = (this.accepted.get(account) ?? 0) + 1;
		const length = transient401 === 'burst' ? BURST : 1;
		this.accepted.set(account, count >= REFUSED_EVERY + length ? 0 : count);
		return count > REFUSED_EVERY;
	}

	/** A request to a mailbox that the front end can't find. */
	toAnchor(anchor: string | string[] | undefined): Fault | undefined {
		const { unknownMailbox } = this.behaviours;
		if (unknownMailbox === 'inAnswer' || typeof anchor !== 'string') return undefined;
		if (this.company.mailboxOf(anchor) || this.company.account(anchor)) return undefined;
		return unknownMailbox === 'http404UserNotFound'
			? casError('UserNotFound', 404)
			: casError('MailboxGuidWithDomainNotFound', 404);
	}

	/** True when a busy server says so after it has carried the operation out. */
	get isBusyAfterwards(): boolean {
		return this.behaviours.busyMoment === 'afterExecution';
	}

	/** The way in which the server says that it is busy, if this call is one to hear it. */
	busy(operation: string): Fault | undefined {
		if (this.behaviours.busy === 'never' || operation === 'GetStreamingEvents') return undefined;
		return ++this.calls % BUSY_EVERY === 0 ? this.busyFault() : undefined;
	}

	private busyFault(): Fault | undefined {
		switch (this.behaviours.busy) {
			case 'faultBackOff':
				return serverBusy(BACK_OFF_MS);
			case 'fault':
				return serverBusy();
			case 'messageBackOff':
				return serverBusyInMessage(BACK_OFF_MS);
			case 'message':
				return serverBusyInMessage();
			case 'http503':
				return serviceUnavailable();
			case 'http503Seconds':
				return serviceUnavailable(1);
			case 'http503Zero':
				return serviceUnavailable(0);
			case 'http503Dated': {
				const inASecond = new Date(this.now().getTime() + 1000).toUTCString();
				return httpStatus(503, '', { 'Retry-After': inASecond });
			}
			default:
				return undefined;
		}
	}
}

/** Answers with a fault; where items fail one by one, the operation says so for each. */
export async function answerWith(
	fault: Fault,
	exchange: HttpExchange,
	description: CallDescription,
	call?: PreparedCall,
): Promise<void> {
	const failed = async (): Promise<Answer> => {
		const answer = await call?.run({ itemFault: (itemId) => fault.itemError?.(itemId, 0) });
		return { status: 200, headers: {}, body: await wholeBody(answer?.body ?? '') };
	};
	await fault.respond?.(exchange, failed, description);
}

export async function wholeBody(body: string | AsyncIterable<string>): Promise<string> {
	if (typeof body === 'string') return body;
	let whole = '';
	for await (const part of body) whole += part;
	return whole;
}
