import type { Answer, BatchStop, CallDescription, HttpExchange } from '../contracts';

/** One way in which Exchange, or what stands before it, fails. */
export interface Fault {
	/** As in the fault matrix, such as `serverBusyInMessage`. */
	name: string;
	/** True when the operation runs all the same, so that a write has happened. */
	carriesOut: boolean;
	/** Sends everything; `answer` runs the operation. */
	respond?(
		exchange: HttpExchange,
		answer: () => Promise<Answer>,
		call: CallDescription,
	): Promise<void>;
	/** Fails single items of a batch; the n-th item (from 0) that the call touches. */
	itemError?(itemId: string, index: number): Error | undefined;
	batchStop?: BatchStop;
}
