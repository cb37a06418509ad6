import { type Session, SignIn } from "@liveotter/contracts/promoter/session";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { answer, CallError, type FieldError } from "../../api/answer.ts";
import { api } from "../../api/api.ts";
import { queryClient } from "../../api/query-client.ts";
import { sessionKey } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { check } from "../../ui/check.ts";
import { TextField } from "../../ui/field.tsx";
import { Form } from "../../ui/form.tsx";
import { PasswordField } from "./password-field.tsx";

interface Props {
  readonly email?: string;
  readonly onDone: (session: Session) => void;
}

/** E-mail address and password. */
export function SignInForm({ email: known = "", onDone }: Props) {
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState("");
  const [faults, setFaults] = useState<readonly FieldError[]>([]);
  const signIn = useMutation({
    mutationFn: async () => {
      try {
        return await answer(api.signIn({ email, password }));
      } catch (error) {
        // Here it does not mean that somebody's session ended.
        if (error instanceof CallError && error.problem?.code === "unauthenticated") {
          const detail = "This e-mail address and password do not belong together.";
          throw new CallError({ ...error.problem, code: "forbidden", detail });
        }
        throw error;
      }
    },
    onSuccess: (session) => {
      queryClient.setQueryData(sessionKey, session);
      onDone(session);
    },
  });
  return (
    <Form
      error={signIn.error}
      faults={faults}
      names={{ "/email": "E-mail address", "/password": "Password" }}
      onSubmit={() => {
        if (signIn.isPending) return;
        const { faults } = check(SignIn, { email, password });
        setFaults(faults ?? []);
        if (faults === null) signIn.mutate();
      }}
    >
      <TextField
        label="E-mail address"
        pointer="/email"
        type="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <PasswordField label="Password" value={password} onChange={setPassword} autoComplete="current-password" />
      <Button type="submit" busy={signIn.isPending}>
        {signIn.isPending ? "Signing in…" : "Sign in"}
      </Button>
    </Form>
  );
}
