import type { Operation } from '../contracts';
import { getEvents, unsubscribe } from './pull';
import { getStreamingEvents } from './streaming';
import { subscribe } from './subscribe';

export { subscriptionsOf, type SubscriptionBook } from './book';

export const operations: Operation[] = [subscribe, getEvents, unsubscribe, getStreamingEvents];
