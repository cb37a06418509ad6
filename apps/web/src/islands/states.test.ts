import { expect, test } from "vitest";
import { publish, subscribe } from "./states.ts";

test("who subscribes hears what is, what comes, and nothing once it has ended", () => {
  const heard: boolean[] = [];
  publish("online", true);
  const end = subscribe("online", (online) => void heard.push(online));
  expect(heard).toEqual([true]);
  publish("online", false);
  end();
  publish("online", true);
  expect(heard).toEqual([true, false]);
});
