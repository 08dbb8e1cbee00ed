import type { Exchange } from './connection';
import type { PushResult } from './pushEvents';
import type { Plan } from './sync/push/plan';

export interface ApplyOptions {
	signal?: AbortSignal;
	now?: Date;
}

/**
 * Carries out a plan that `planEvents` or `twoWay` made, after somebody approved it. What was changed in
 * Exchange since the plan was made is refused: action `conflict`, nothing written for it.
 * @throws InvalidInput when it is no plan
 */
// eslint-disable-next-line require-yield -- to come
export async function* applyPlan(
	exchange: Exchange,
	plan: Plan,
	options: ApplyOptions = {},
): AsyncGenerator<PushResult, void> {
	await Promise.resolve([exchange, plan, options]);
	throw new Error('to come');
}
